package io.github.biwaa.spark;

import io.github.biwaa.benchmark.ClusterTraining;

/** {@code biwaa benchmark --spark}: the trainings of a sweep as tasks of an application. */
public final class SparkTraining implements ClusterTraining {
    /** Made by ServiceLoader. */
    public SparkTraining() {}

    @Override
    public Runner runner(String master, String mainClass) {
        return new SparkRunner(SparkApplication.configuration(master, "biwaa benchmark"), mainClass);
    }
}
