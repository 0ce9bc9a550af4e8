package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The project's documents, and what is set apart in them as code. */
final class Documents {
    /** Tests run in the folder of their module. */
    static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

    private Documents() {}

    /** A line, or a fenced block, of a document. */
    record Excerpt(Path file, String language, String text) {
        @Override
        public String toString() {
            return REPOSITORY.relativize(file) + ": " + text;
        }
    }

    /** @return a page of the folder docs */
    static Path page(String name) {
        return REPOSITORY.resolve("docs").resolve(name);
    }

    /** @return all documents, in a fixed order */
    static Stream<Path> all() {
        try (Stream<Path> docs = Files.walk(REPOSITORY.resolve("docs"));
                Stream<Path> top = Files.list(REPOSITORY)) {
            return Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the fenced blocks of a document */
    static Stream<Excerpt> blocks(Path file) {
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

    /** @return the lines in fenced blocks that begin with {@code ./biwaa}, continued lines joined */
    static Stream<Excerpt> commandLines(Path file) {
        return blocks(file)
                .flatMap(block -> block.text().replace("\\\n", " ").lines())
                .map(String::strip)
                .filter(line -> line.startsWith("./biwaa "))
                .map(line -> new Excerpt(file, "sh", line));
    }

    /** @return the words after {@code ./biwaa}, up to a comment or a pipe */
    static List<String> arguments(Excerpt commandLine) {
        return List.of(commandLine
                .text()
                .replaceFirst("\\s[#|>;&].*", "")
                .replaceFirst("^\\./biwaa\\s+", "")
                .strip()
                .split("\\s+"));
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
