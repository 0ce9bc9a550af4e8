/** Files that appear whole or not at all, settings in YAML, and protocol buffers. */
@NullMarked
package io.github.biwaa.file;

import org.jspecify.annotations.NullMarked;
