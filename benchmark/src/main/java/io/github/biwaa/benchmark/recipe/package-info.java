/** Recipes of published benchmarks, and the data that they name, found on disk. */
package io.github.biwaa.benchmark.recipe;
