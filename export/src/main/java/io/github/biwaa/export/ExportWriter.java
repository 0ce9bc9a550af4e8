package io.github.biwaa.export;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a model to a file of one format. */
interface ExportWriter {
    /**
     * Writes the whole model.
     *
     * @param draft what to write
     */
    void write(Path draft, ExportedModel model) throws IOException;
}
