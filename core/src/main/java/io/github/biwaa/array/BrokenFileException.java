package io.github.biwaa.array;

import java.io.IOException;

/** A file is not what its kind should be; the message says how, without naming the file. */
public final class BrokenFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, a sentence without its full stop */
    public BrokenFileException(String message) {
        super(message);
    }
}
