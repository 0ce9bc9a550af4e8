package io.github.biwaa.torch.distributed;

import io.github.biwaa.BiwaaException;

/** Another process of a training has ended, does not answer, or never came. */
public final class LostRankException extends BiwaaException {
    private static final long serialVersionUID = 1L;

    LostRankException(String message, Throwable cause) {
        super(message, cause);
    }
}
