package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is a module, with nothing on the class path: it trains by what the library exports, and sees nothing else of it. */
@Tag("machine")
class ModularProgramTest {
    private static final String MODULE = """
            module outside {
                requires io.github.biwaa.core;
                provides io.github.biwaa.adaptation.Method with outside.Mine;
            }
            """;

    private static final String METHOD = """
            package outside;

            import io.github.biwaa.adaptation.Method;
            import io.github.biwaa.adaptation.term.LossTerm;
            import io.github.biwaa.adaptation.TermFactory;
            import java.util.List;

            public final class Mine implements Method {
                @Override
                public String id() {
                    return "mine";
                }

                @Override
                public String description() {
                    return "source classification under another name";
                }

                @Override
                public List<LossTerm> terms(TermFactory factory) {
                    return List.of(factory.sourceClassification());
                }
            }
            """;

    private static final String PROGRAM = """
            package outside;

            import io.github.biwaa.model.Classifier;
            import io.github.biwaa.samples.Samples;
            import io.github.biwaa.training.Adaptation;
            import java.nio.file.Path;
            import java.util.List;

            public final class Program {
                public static void main(String[] arguments) {
                    float[][] rows = {{0, 1}, {1, 0}, {0, 2}, {2, 0}, {0, 3}, {3, 0}, {0, 4}, {4, 0}};
                    Path run = Path.of(arguments[0]);
                    try (Samples source = Samples.of(rows, new int[] {0, 1, 0, 1, 0, 1, 0, 1});
                            Samples target = Samples.of(rows)) {
                        Adaptation.of(source, target).method("mine").iterations(2).batchSize(4).out(run).train();
                    }
                    try (Classifier classifier = Classifier.load(run)) {
                        System.out.print(classifier.classifyFeatures(List.of(rows)).size() + " predictions");
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void itTrainsAndPredicts() throws IOException, InterruptedException {
        assertThat(compile(MODULE, METHOD, PROGRAM)).isEmpty();
        Path run = folder.resolve("run");
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--module-path",
                        folder.resolve("classes") + File.pathSeparator + modulePath(),
                        "--add-modules",
                        "ALL-MODULE-PATH",
                        "--module",
                        "outside/outside.Program",
                        run.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(out).as(Files.readString(err)).hasContent("8 predictions");
        assertThat(run.resolve("config.yaml")).content().contains("method: mine\n");
    }

    @Test
    void itDoesNotSeeWhatIsNotExported() throws IOException {
        String nosy = METHOD.replace(
                "import java.util.List;", "import io.github.biwaa.file.AtomicFile;\nimport java.util.List;");
        assertThat(compile(MODULE, nosy)).contains("package io.github.biwaa.file is not visible");
    }

    /** @return what the compiler complains of */
    private String compile(String... sources) throws IOException {
        List<String> names = List.of("module-info", "Mine", "Program");
        List<String> arguments = new java.util.ArrayList<>(
                List.of("-p", modulePath(), "-d", folder.resolve("classes").toString()));
        for (int i = 0; i < sources.length; i++) {
            arguments.add(Files.writeString(folder.resolve(names.get(i) + ".java"), sources[i])
                    .toString());
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, errors, arguments.toArray(String[]::new));
        String complaints = errors.toString(StandardCharsets.UTF_8);
        assertThat(exit == 0).as(complaints).isEqualTo(!complaints.contains("error:"));
        return exit == 0 ? "" : complaints;
    }

    /** The core and what it needs, of this test's class path. */
    private static String modulePath() {
        return Arrays.stream(ChildCommand.classPath().split(File.pathSeparator))
                .filter(
                        entry -> entry.matches(
                                ".*[/\\\\](core[/\\\\]target[/\\\\]classes|biwaa-core-[^/\\\\]*(?<!-tests)\\.jar|(javacpp|pytorch|openblas|jackson|jspecify|snakeyaml|fastcsv|slf4j-api|imageio|common)-[^/\\\\]*)"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
