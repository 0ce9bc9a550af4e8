/** {@code biwaa train}, and {@code report} and {@code watch}, which show what was trained. */
@NullMarked
package io.github.biwaa.cli.train;

import org.jspecify.annotations.NullMarked;
