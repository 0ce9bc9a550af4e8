package io.github.biwaa.torch.file.pickle;

/** A pickle that is damaged or asks for more than weights need. The message says what is wrong, of whatever file it is in. */
public final class PickleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, to follow "cannot read the weight file X: " */
    public PickleException(String message) {
        super(message);
    }
}
