/** What commands share: progress on the terminal, Ctrl-C, and the choice of a device. */
package io.github.biwaa.cli.console;
