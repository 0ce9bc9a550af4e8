/** The command {@code biwaa}: parses, calls the core, prints. Data go to standard output, everything else to standard error. */
@NullMarked
package io.github.biwaa.cli;

import org.jspecify.annotations.NullMarked;
