package io.github.biwaa.network.layer;

import io.github.biwaa.BiwaaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Weights that do not fit a network: tensors missing, of another shape, or unknown to it. The message names them. */
public final class StateMismatchException extends BiwaaException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 8;

    private StateMismatchException(String message) {
        super(message);
    }

    private StateMismatchException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The same problems, told of a file.
     *
     * @param held what the file holds
     * @param remedy what to do
     */
    public StateMismatchException in(Path file, String held, String remedy) {
        return new StateMismatchException(
                file + ": " + getMessage() + "\nThe file holds " + held + "\n" + remedy, this);
    }

    /** Gathers every problem, so that one message names them all. */
    static final class Collector {
        private final List<String> problems = new ArrayList<>();

        void missing(String name, long[] shape) {
            problems.add("missing: " + name + " " + Arrays.toString(shape));
        }

        void misshapen(String name, long[] expected, long[] found) {
            problems.add("wrong shape: " + name + " is " + Arrays.toString(found) + ", expected "
                    + Arrays.toString(expected));
        }

        void unknown(String name) {
            problems.add("not part of this network: " + name);
        }

        void throwIfAny() {
            if (problems.isEmpty()) {
                return;
            }
            int shown = Math.min(SHOWN, problems.size());
            String more = problems.size() > shown ? "\n  and " + (problems.size() - shown) + " more" : "";
            throw new StateMismatchException(
                    "the weights do not fit the network:\n  " + String.join("\n  ", problems.subList(0, shown)) + more);
        }
    }
}
