package io.github.biwaa;

/** A setting outside its range, or settings that contradict each other. The message names the key and the range. Wrong usage: exit code 2. */
public final class InvalidSettingException extends BiwaaException {
    private static final long serialVersionUID = 1L;

    /** @param message the key, the value found and the range expected */
    public InvalidSettingException(String message) {
        super(message);
    }
}
