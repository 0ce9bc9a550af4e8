/** {@code biwaa benchmark} and {@code biwaa bench}. */
@NullMarked
package io.github.biwaa.cli.benchmark;

import org.jspecify.annotations.NullMarked;
