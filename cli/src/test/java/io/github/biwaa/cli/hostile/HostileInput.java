package io.github.biwaa.cli.hostile;

import java.util.List;

/**
 * A file that is broken or lies.
 *
 * @param name of the file, with the ending of what it claims to be
 * @param content of it
 */
record HostileInput(String name, byte[] content) {

    /** How a command meets the file. */
    enum Kind {
        /** As a picture of the source. */
        PICTURE,
        /** As the list of the source. */
        LIST,
        /** As starting weights. */
        WEIGHTS,
        /** As embeddings of the source. */
        EMBEDDINGS,
        /** As the configuration. */
        CONFIGURATION,
        /** As model.json of a model. */
        MODEL
    }

    /** All of one kind. */
    record Group(Kind kind, List<HostileInput> inputs) {}
}
