package io.github.biwaa.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.cli.hostile.HostileInput.Group;
import io.github.biwaa.cli.hostile.HostileInput.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever files people hand to the command: each is refused within seconds, by its name, with a message for people and an exit code, and nothing is
 * trained. How much memory readers take for them is what {@link FuzzTest} holds.
 */
@Tag("machine")
class HostileCorpusTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int FEWEST = 200;
    private static final int LONGEST_MESSAGE = 20_000;
    private static final Pattern SETTING = Pattern.compile("(iterations|lr|method|backbone|on-nan|precision)(?=: )");

    @TempDir
    static Path folder;

    @BeforeAll
    static void draw() {
        TinyPictures.source(folder.resolve("source"), 1);
        TinyPictures.unlabelledTarget(folder.resolve("target"), 1);
    }

    private static List<Group> corpus() {
        return List.of(
                new Group(Kind.PICTURE, HostilePictures.all()),
                new Group(Kind.LIST, HostileTexts.lists()),
                new Group(Kind.WEIGHTS, HostileArrays.weights()),
                new Group(Kind.EMBEDDINGS, HostileArrays.embeddings()),
                new Group(Kind.CONFIGURATION, HostileTexts.configurations()),
                new Group(Kind.MODEL, HostileTexts.models()));
    }

    @TestFactory
    Stream<DynamicTest> eachIsRefused() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Group group : corpus()) {
            for (HostileInput input : group.inputs()) {
                tests.add(DynamicTest.dynamicTest(
                        group.kind() + " " + input.name(), () -> assertRefused(group.kind(), input)));
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(FEWEST);
        return tests.stream();
    }

    private static void assertRefused(Kind kind, HostileInput input) throws IOException {
        Path own = Files.createDirectories(folder.resolve(kind + "-" + input.name()));
        long start = System.nanoTime();
        CommandRun run = CommandRun.of(arguments(kind, input, own));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
        assertThat(run.exitCode()).as(run.err()).isIn(1, 2);
        run.fails(run.exitCode(), "biwaa: ");
        assertThat(run.err()).containsAnyOf(namesOf(kind, input)).hasSizeLessThan(LONGEST_MESSAGE);
        assertThat(own.resolve("out/config.yaml")).doesNotExist();
    }

    /** A value that YAML allows and the setting does not is told by the name of the setting. */
    private static String[] namesOf(Kind kind, HostileInput input) {
        return switch (kind) {
            case MODEL -> new String[] {"model.json"};
            case CONFIGURATION -> {
                Matcher setting = SETTING.matcher(new String(input.content(), StandardCharsets.UTF_8));
                yield setting.lookingAt() ? new String[] {input.name(), setting.group()} : new String[] {input.name()};
            }
            default -> new String[] {input.name()};
        };
    }

    private static List<String> arguments(Kind kind, HostileInput input, Path own) throws IOException {
        Path source = folder.resolve("source");
        TinyTraining training = new TinyTraining(folder, source, folder.resolve("target")).with("runs", 1);
        String out = folder.relativize(own.resolve("out")).toString();
        return switch (kind) {
            case PICTURE -> {
                TinyPictures.source(own.resolve("source"), 1);
                Files.write(own.resolve("source/box").resolve(input.name()), input.content());
                yield training.with("source", own.resolve("source")).arguments(out);
            }
            case LIST ->
                training.with("source", Files.write(source.resolve(input.name()), input.content()))
                        .arguments(out);
            case WEIGHTS -> training.with("weights", written(own, input)).arguments(out);
            case EMBEDDINGS ->
                training.without("backbone")
                        .with("source", written(own, input))
                        .with("target", written(own, input))
                        .arguments(out);
            case CONFIGURATION ->
                training.without("iterations")
                        .without("backbone")
                        .with("weights", "none")
                        .with("config", written(own, input))
                        .arguments(out);
            case MODEL -> {
                Files.write(own.resolve("model.json"), input.content());
                yield List.of(
                        "predict",
                        "--model",
                        own.toString(),
                        "--images",
                        folder.resolve("target").toString());
            }
        };
    }

    private static Path written(Path folder, HostileInput input) throws IOException {
        return Files.write(folder.resolve(input.name()), input.content());
    }

    /** Rare, but pictures: CMYK, 16 bits, an animation, a name that says something else. */
    @Test
    void whatIsMerelyUnusualIsRead() throws IOException {
        Path target = Files.createDirectories(folder.resolve("unusual"));
        Path pictures = Path.of("../core/src/test/resources/golden/pictures");
        for (String name : new String[] {"cmyk.jpg", "ycck.jpg", "colour16.png", "animated.gif", "broken-header.jpg"}) {
            Files.copy(pictures.resolve(name), target.resolve(name));
        }
        Files.copy(pictures.resolve("colour.png"), target.resolve("really-png.jpg"));
        CommandRun run = new TinyTraining(folder, folder.resolve("source"), target)
                .with("runs", 1)
                .with("iterations", 1)
                .into("unusual-out")
                .succeeds();
        assertThat(run.err()).contains("6 ").doesNotContain("Skipped");
    }
}
