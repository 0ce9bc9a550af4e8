package io.github.biwaa;

import org.jspecify.annotations.Nullable;

/**
 * Something a person can put right: a broken file, a full disk, a weight file that does not fit. The message says what was found, where, what
 * was expected and what to do; the command line prints it alone, without a stack trace.
 */
public class BiwaaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, where, what was expected, what to do */
    public BiwaaException(String message) {
        super(message);
    }

    /**
     * @param message what was found, where, what was expected, what to do
     * @param cause the failure underneath, shown only when debugging
     */
    public BiwaaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
