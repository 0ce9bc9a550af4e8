/** Files that appear whole or not at all, and protocol buffers. */
package io.github.biwaa.file;
