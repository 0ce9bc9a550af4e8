package io.github.biwaa.torch.distributed;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Keeps off standard output what C++ code writes there, until it is closed. When ranks meet, Gloo writes a line about it; nothing asks it not to, and
 * standard output is for data.
 *
 * <p>The stream {@code std::cout} is told that writing failed, so that it writes nothing. Its state lies where the binary interface of GNU's C++ library has
 * put it since version 3.4; if what lies around it is not what every program finds there, everything stays as it is.
 */
final class SilentOutput implements AutoCloseable {
    private static final String LIBRARY = "libstdc++.so.6";
    private static final String STREAM = "_ZSt4cout";
    /** In bytes, after the tables of two classes. */
    private static final long PRECISION = 16;

    private static final long USUAL_PRECISION = 6;
    /** In bytes, after precision, width and flags: which states are thrown, then the state. */
    private static final long EXCEPTIONS = 36;

    private static final long STATE = EXCEPTIONS + Integer.BYTES;
    private static final int GOOD = 0;
    private static final int BAD = 1;

    private boolean silent;

    SilentOutput() {
        silent = change(GOOD, BAD);
    }

    private static boolean change(int from, int to) {
        try (PointerScope scope = new PointerScope()) {
            Loader.loadGlobal(LIBRARY);
            Pointer stream = Loader.addressof(STREAM);
            if (stream == null) {
                return false;
            }
            BytePointer bytes = new BytePointer(stream);
            boolean known = bytes.getLong(PRECISION) == USUAL_PRECISION
                    && bytes.getInt(EXCEPTIONS) == GOOD
                    && bytes.getInt(STATE) == from;
            if (known) {
                bytes.putInt(STATE, to);
            }
            return known;
        } catch (UnsatisfiedLinkError otherLibrary) {
            return false;
        }
    }

    @Override
    public void close() {
        if (silent) {
            silent = false;
            change(BAD, GOOD);
        }
    }
}
