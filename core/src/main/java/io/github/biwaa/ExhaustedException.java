package io.github.biwaa;

/** The machine ran out of something (memory, open files) while it worked on an input that may be in order: not to be mistaken for a broken input. */
public class ExhaustedException extends BiwaaException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was being done, what ran out, what to do
     * @param cause the failure underneath
     */
    public ExhaustedException(String message, Throwable cause) {
        super(message, cause);
    }
}
