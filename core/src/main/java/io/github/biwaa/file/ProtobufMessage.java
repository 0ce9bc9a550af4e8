package io.github.biwaa.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protocol buffer message being written, field by field: as much of the wire format as TensorBoard's event files and ONNX models need. Large fields
 * are not held but written when their turn comes.
 */
public final class ProtobufMessage {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_PREFIXED = 2;
    private static final int FOUR_BYTES = 5;

    /** Bytes that are made when they are needed. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of them. */
        void writeTo(OutputStream stream) throws IOException;
    }

    private final List<Content> finished = new ArrayList<>();
    private ByteArrayOutputStream current = new ByteArrayOutputStream();
    private long length;

    /** Adds a varint: int32, int64, uint32, uint64, bool or enum. */
    public ProtobufMessage number(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    /** Adds a double. */
    public ProtobufMessage real(int field, double value) {
        key(field, EIGHT_BYTES);
        put(ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(value)
                .array());
        return this;
    }

    /** Adds a float. */
    public ProtobufMessage real(int field, float value) {
        key(field, FOUR_BYTES);
        put(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
        return this;
    }

    /** Adds bytes. */
    public ProtobufMessage bytes(int field, byte[] value) {
        key(field, LENGTH_PREFIXED);
        varint(value.length);
        put(value);
        return this;
    }

    /** Adds a text, in UTF-8. */
    public ProtobufMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds bytes that are made when the message is written.
     *
     * @param size how many it will write
     */
    public ProtobufMessage bytes(int field, long size, Content content) {
        key(field, LENGTH_PREFIXED);
        varint(size);
        finish();
        finished.add(content);
        length += size;
        return this;
    }

    /** Adds a message, which must not change any more. */
    public ProtobufMessage message(int field, ProtobufMessage value) {
        return bytes(field, value.length, value::writeTo);
    }

    /** Writes the message. */
    public void writeTo(OutputStream stream) throws IOException {
        for (Content content : finished) {
            content.writeTo(stream);
        }
        current.writeTo(stream);
    }

    /** @return the message, which must be smaller than 2 GB */
    public byte[] toByteArray() {
        ByteArrayOutputStream all = new ByteArrayOutputStream(Math.toIntExact(length));
        try {
            writeTo(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    /** @return the bytes of the message */
    public long length() {
        return length;
    }

    private void finish() {
        if (current.size() > 0) {
            finished.add(current::writeTo);
            current = new ByteArrayOutputStream();
        }
    }

    private void put(byte[] value) {
        current.writeBytes(value);
        length += value.length;
    }

    private void key(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            current.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
            length++;
        }
        current.write((int) rest);
        length++;
    }
}
