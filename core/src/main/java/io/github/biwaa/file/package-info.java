/** Files that appear whole or not at all, settings in YAML, and protocol buffers. */
package io.github.biwaa.file;
