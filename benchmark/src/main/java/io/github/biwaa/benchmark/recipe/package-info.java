/** Recipes of published benchmarks, and the data that they name, found on disk. */
@NullMarked
package io.github.biwaa.benchmark.recipe;

import org.jspecify.annotations.NullMarked;
