/** Tables of a sweep's results. */
@NullMarked
package io.github.biwaa.benchmark.table;

import org.jspecify.annotations.NullMarked;
