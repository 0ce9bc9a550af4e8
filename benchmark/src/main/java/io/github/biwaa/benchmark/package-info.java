/** Benchmarks under one protocol: recipes, the user's copy of the data, the jobs of a sweep, and the table of what came out. */
@NullMarked
package io.github.biwaa.benchmark;

import org.jspecify.annotations.NullMarked;
