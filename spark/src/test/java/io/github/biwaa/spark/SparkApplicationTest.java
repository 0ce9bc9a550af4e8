package io.github.biwaa.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkApplicationTest {

    /** The launcher's settings reach processes on other machines by Spark alone. */
    @Test
    void executorsKeepFreedMemoryAsTheLauncherSays() {
        SparkConf configuration = SparkApplication.configuration(
                "local[1]",
                "test",
                Map.of("MALLOC_MMAP_MAX_", "0", "GLIBC_TUNABLES", "glibc.malloc.mxfast=0", "HOME", "/"));
        assertThat(configuration.get("spark.executorEnv.MALLOC_MMAP_MAX_")).isEqualTo("0");
        assertThat(configuration.get("spark.executorEnv.GLIBC_TUNABLES")).isEqualTo("glibc.malloc.mxfast=0");
        assertThat(configuration.contains("spark.executorEnv.MALLOC_ARENA_MAX")).isFalse();
        assertThat(configuration.contains("spark.executorEnv.HOME")).isFalse();
    }
}
