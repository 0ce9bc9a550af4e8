package io.github.biwaa.benchmark.recipe;

/**
 * One adaptation of a benchmark, such as A2W.
 *
 * @param id as people write it
 * @param source the labelled domain
 * @param target the other
 */
public record BenchmarkTask(String id, BenchmarkDomain source, BenchmarkDomain target) {}
