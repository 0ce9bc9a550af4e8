/** What commands share: progress on the terminal, Ctrl-C, and the choice of a device. */
@NullMarked
package io.github.biwaa.cli.console;

import org.jspecify.annotations.NullMarked;
