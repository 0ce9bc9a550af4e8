package io.github.biwaa.cli.model;

import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where rows of predictions go, in UTF-8: a file, or standard output, whose reader may leave at any time. */
@FunctionalInterface
interface PredictionOutput {

    /** @return whether more is wanted */
    boolean write(String text);

    /** Each text is handed on as soon as it is there. */
    static PredictionOutput standardOutput(PrintStream out) {
        return text -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write(bytes, 0, bytes.length);
            // Flushes; true once the other end of a pipe is closed.
            return !out.checkError();
        };
    }

    /**
     * A file that appears whole or, if the work fails, not at all.
     *
     * @param work writes it
     * @throws io.github.biwaa.BiwaaException if it cannot be written
     */
    static void toFile(Path file, Consumer<PredictionOutput> work) {
        AtomicFile.write(file, draft -> {
            try (Writer writer = Files.newBufferedWriter(draft)) {
                work.accept(text -> {
                    try {
                        writer.write(text);
                        return true;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }
}
