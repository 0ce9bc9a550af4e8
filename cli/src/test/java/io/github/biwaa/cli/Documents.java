package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's documents, and what is set apart in them as code. */
public final class Documents {
    /** Tests run in the folder of their module. */
    public static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

    private static final String HERE = "./biwaa ";
    /** The command where it lies elsewhere or something else starts it: {@code biwaa-0.1.0/biwaa}, {@code docker run IMAGE}. */
    private static final Pattern ELSEWHERE = Pattern.compile("^(.*\\s)?(\\S*/)?biwaa\\s+(?=[a-z]|--)");

    private Documents() {}

    /** A line, or a fenced block, of a document. */
    public record Excerpt(Path file, String language, String text) {
        @Override
        public String toString() {
            return REPOSITORY.relativize(file) + ": " + text;
        }
    }

    /** @return a page of the folder docs */
    public static Path page(String name) {
        return REPOSITORY.resolve("docs").resolve(name);
    }

    /** @return all documents, in a fixed order */
    public static Stream<Path> all() {
        try (Stream<Path> docs = Files.walk(REPOSITORY.resolve("docs"));
                Stream<Path> examples = Files.list(REPOSITORY.resolve("examples"));
                Stream<Path> top = Files.list(REPOSITORY)) {
            return Stream.of(top, docs, examples)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the fenced blocks of a document */
    public static Stream<Excerpt> blocks(Path file) {
        List<Excerpt> blocks = new ArrayList<>();
        StringBuilder block = null;
        String language = "";
        for (String line : lines(file)) {
            if (!line.strip().startsWith("```")) {
                if (block != null) {
                    block.append(line).append('\n');
                }
            } else if (block == null) {
                block = new StringBuilder();
                language = line.strip().substring(3);
            } else {
                blocks.add(new Excerpt(file, language, block.toString()));
                block = null;
            }
        }
        assertThat(block).as("%s: a fenced block is not closed", file).isNull();
        return blocks.stream();
    }

    /** @return the lines in fenced blocks that call {@code ./biwaa}, or in a shell's any other {@code biwaa}; continued lines joined */
    public static Stream<Excerpt> commandLines(Path file) {
        return shellLines(file)
                .filter(line -> line.text().startsWith(HERE)
                        || line.language().equals("sh")
                                && ELSEWHERE.matcher(line.text()).find());
    }

    private static Stream<Excerpt> shellLines(Path file) {
        return blocks(file).flatMap(block -> block.text()
                .replace("\\\n", " ")
                .lines()
                .map(line -> new Excerpt(file, block.language(), line.strip())));
    }

    /** @return the words after {@code ./biwaa}, up to a comment or a pipe */
    public static List<String> arguments(Excerpt commandLine) {
        String text = commandLine.text();
        String arguments = text.startsWith(HERE)
                ? text.substring(HERE.length())
                : ELSEWHERE.matcher(text).replaceFirst("");
        return List.of(arguments.replaceFirst("\\s[#|>;&].*", "").strip().split("\\s+"));
    }

    public static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
