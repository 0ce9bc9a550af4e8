package io.github.biwaa.torch.distributed;

import io.github.biwaa.BiwaaException;
import org.jspecify.annotations.Nullable;

/** Another process of a training has ended, does not answer, or never came. */
public final class LostRankException extends BiwaaException {
    private static final long serialVersionUID = 1L;

    private final String what;

    /** @param what which rank, and what has become of it; the beginning of the message */
    LostRankException(String what, String rest, @Nullable Throwable cause) {
        super(what + rest, cause);
        this.what = what;
    }

    /** @return which rank, and what has become of it, for sentences of one's own */
    public String what() {
        return what;
    }
}
