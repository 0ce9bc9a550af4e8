package io.github.biwaa.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark still runs, once with each of its parameters and in this process; how long it takes is not looked at. */
class BenchmarksTest {

    @ParameterizedTest
    @MethodSource("benchmarks")
    void everyBenchmarkRuns(String benchmark) throws RunnerException {
        assertThat(new Runner(new OptionsBuilder()
                                .include("^" + Pattern.quote(benchmark) + "$")
                                .mode(Mode.SingleShotTime)
                                .forks(0)
                                .warmupIterations(0)
                                .measurementIterations(1)
                                .shouldFailOnError(true)
                                .verbosity(VerboseMode.SILENT)
                                .build())
                        .run())
                .isNotEmpty();
    }

    /** What the annotation processor found: no benchmark can be forgotten here. */
    static Stream<String> benchmarks() {
        return BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .distinct();
    }
}
