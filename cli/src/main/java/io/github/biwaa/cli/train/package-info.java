/** {@code biwaa train}, and {@code report} and {@code watch}, which show what was trained. */
package io.github.biwaa.cli.train;
