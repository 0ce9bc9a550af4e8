package io.github.biwaa.torch.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Pickles written by hand, and the files around them. */
final class PickleBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Begins with the protocol that torch.save writes. */
    static PickleBytes protocol2() {
        return new PickleBytes().operation(0x80).operation(2);
    }

    PickleBytes operation(int code) {
        bytes.write(code);
        return this;
    }

    PickleBytes operations(String codes) {
        bytes.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return operation('X').int32(utf8.length).raw(utf8);
    }

    PickleBytes int32(int value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    PickleBytes raw(byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    /** A whole number of 64 bits. */
    PickleBytes number(long value) {
        return operation(0x8a)
                .operation(8)
                .raw(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    PickleBytes global(String module, String name) {
        return operations("c" + module + "\n" + name + "\n");
    }

    PickleBytes tuple(long... values) {
        operation('(');
        for (long value : values) {
            number(value);
        }
        return operation('t');
    }

    PickleBytes storage(String type, String key, long numel) {
        return operation('(')
                .text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .number(numel)
                .operations("tQ");
    }

    /** A tensor of storage "0". */
    PickleBytes tensor(String type, long numel, long offset, long[] shape, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .operation('(')
                .storage(type, "0", numel)
                .number(offset)
                .tuple(shape)
                .tuple(strides)
                .operation(0x89)
                .global("collections", "OrderedDict")
                .operations(")RtR");
    }

    byte[] end() {
        operation('.');
        return bytes.toByteArray();
    }

    /** An archive as torch.save writes it, with one storage "0". */
    static Path zip(Path file, byte[] pickle, byte[] storage) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            entry(zip, "archive/data.pkl", pickle);
            entry(zip, "archive/data/0", storage);
        }
        return file;
    }

    static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
