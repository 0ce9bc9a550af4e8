/** Benchmarks under one protocol: recipes, the user's copy of the data, the jobs of a sweep, and the table of what came out. */
package io.github.biwaa.benchmark;
