package io.github.biwaa.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Picture files made by hand, so that the tests can have headers no program would write. */
public final class TestPictures {
    private TestPictures() {}

    /**
     * A PNG file.
     *
     * @param colourType 0 grey, 2 colour, 3 palette
     * @param samples the rows' bytes one after the other, without filter bytes; may be fewer than the header promises
     */
    public static byte[] png(int width, int height, int bitDepth, int colourType, byte[] samples) {
        try {
            int bitsPerPixel = colourType == 2 ? 3 * bitDepth : bitDepth;
            int rowLength = (int) Math.max(1, ((long) width * bitsPerPixel + 7) / 8);
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
                for (int at = 0; at < samples.length; at += rowLength) {
                    deflater.write(0);
                    deflater.write(samples, at, Math.min(rowLength, samples.length - at));
                }
            }
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(width);
            fields.writeInt(height);
            fields.write(new byte[] {(byte) bitDepth, (byte) colourType, 0, 0, 0});
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes("\u0089PNG\r\n\u001A\n".getBytes(StandardCharsets.ISO_8859_1));
            chunk(file, "IHDR", header.toByteArray());
            chunk(file, "IDAT", data.toByteArray());
            chunk(file, "IEND", new byte[0]);
            return file.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A small colour picture whose values depend on the seed. */
    public static byte[] colourPng(int width, int height, long seed) {
        byte[] samples = new byte[width * height * 3];
        new Random(seed).nextBytes(samples);
        return png(width, height, 8, 2, samples);
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        DataOutputStream output = new DataOutputStream(file);
        output.writeInt(content.length);
        output.write(name);
        output.write(content);
        output.writeInt((int) sum.getValue());
    }
}
