package io.github.biwaa.array;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes numbers out of a stream of bytes, a block at a time. */
final class ValueStream {
    private static final int BLOCK = 1 << 16;
    /** What deflate can make of one byte at most. */
    private static final long LARGEST_EXPANSION = 1032;

    private ValueStream() {}

    /** @throws EOFException if the stream ends before that many values */
    static void read(InputStream stream, NumberType type, ByteOrder order, long count, StoredArray.Sink sink)
            throws IOException {
        byte[] block = new byte[BLOCK];
        ByteBuffer buffer = ByteBuffer.wrap(block).order(order);
        for (long left = count; left > 0; ) {
            int values = (int) Math.min(left, BLOCK / type.bytes());
            exactly(stream, block, values * type.bytes());
            for (int i = 0; i < values; i++) {
                sink.accept(type.value(buffer, i * type.bytes()));
            }
            left -= values;
        }
    }

    private static void exactly(InputStream stream, byte[] block, int length) throws IOException {
        if (stream.readNBytes(block, 0, length) < length) {
            throw new EOFException("the file ends too early");
        }
    }

    /** @return exactly so many bytes */
    static byte[] exactly(InputStream stream, int length) throws IOException {
        byte[] bytes = stream.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the file ends too early");
        }
        return bytes;
    }

    /** @return how many bytes so many packed ones can become at most */
    static long largestUnpacked(long packed) {
        return packed * LARGEST_EXPANSION;
    }

    /**
     * Refuses what a packed file claims to hold and cannot, before memory is taken for it.
     *
     * @param unpacked bytes that are claimed
     * @param packed bytes that are there
     */
    static void requirePossible(long unpacked, long packed) throws BrokenFileException {
        if (unpacked > largestUnpacked(packed)) {
            throw new BrokenFileException(packed + " packed bytes cannot hold the " + unpacked + " that are claimed");
        }
    }
}
