package io.github.biwaa.weights;

import io.github.biwaa.file.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the content of a file is told by.
 *
 * @param digits the first hexadecimal digits of its SHA-256, or all 40 of the hash that Git gives the file
 * @param git whether it is Git's
 */
record Checksum(String digits, boolean git) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern GIT = Pattern.compile("[0-9a-f]{40}");
    private static final int CHUNK = 1 << 16;

    static Checksum sha256(String firstDigits) {
        return new Checksum(firstDigits, false);
    }

    /** @return the checksum that some text is: 64 digits of SHA-256 or 40 of Git; empty for any other */
    static Optional<Checksum> of(String text) {
        return SHA256.matcher(text).matches()
                ? Optional.of(sha256(text))
                : GIT.matcher(text).matches() ? Optional.of(new Checksum(text, true)) : Optional.empty();
    }

    /** @return in what a file differs, for messages; empty if it does not */
    Optional<String> difference(Path file) throws IOException {
        String found = git ? gitHash(file) : Sha256.of(file);
        String kind = git ? "the Git hash " : "the SHA-256 ";
        return found.startsWith(digits)
                ? Optional.empty()
                : Optional.of(kind + found + ", expected one that begins with " + digits);
    }

    /** SHA-1 of the file behind a header with its size; with it Git, and so the hub, names files that are not large. */
    private static String gitHash(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[CHUNK];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
