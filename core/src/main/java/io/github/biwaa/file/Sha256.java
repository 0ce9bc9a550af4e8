package io.github.biwaa.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, of files and of lists. */
public final class Sha256 {
    private static final int CHUNK = 1 << 16;

    private Sha256() {}

    /**
     * Hashes the content of a file.
     *
     * @return 64 hexadecimal digits in lower case
     * @throws IOException if it cannot be read
     */
    public static String of(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            MessageDigest digest = digest();
            byte[] buffer = new byte[CHUNK];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /**
     * Hashes lines of text.
     *
     * @return 64 hexadecimal digits in lower case
     */
    public static String of(Iterable<String> lines) {
        MessageDigest digest = digest();
        for (String line : lines) {
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Writes what is to be hashed. */
    @FunctionalInterface
    public interface Writing {
        /** @throws IOException if that fails */
        void to(WritableByteChannel channel) throws IOException;
    }

    /**
     * Hashes bytes that are nowhere as a whole.
     *
     * @return 64 hexadecimal digits in lower case
     */
    public static String ofWritten(Writing writing) {
        MessageDigest digest = digest();
        try (WritableByteChannel channel =
                Channels.newChannel(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            writing.to(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
