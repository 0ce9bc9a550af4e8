package io.github.biwaa.benchmark.job;

import io.github.biwaa.benchmark.recipe.BenchmarkTask;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One training of a sweep.
 *
 * @param method by name
 * @param task of the benchmark
 * @param seed of everything random
 * @param runs how many runs it has: one where neither the method nor the settings chain them
 * @param settings flags of {@code biwaa train} without their hyphens, but for where data and results lie
 */
public record BenchmarkJob(String method, BenchmarkTask task, long seed, int runs, Map<String, String> settings) {

    /** Copies what could change. */
    public BenchmarkJob {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** @return for people and for file names, such as biwaa-A2W-42 */
    public String id() {
        return method + "-" + task.id() + "-" + seed;
    }
}
