package io.github.biwaa.file;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files of other programs: in UTF-8, or in UTF-16 with a byte order mark, as PowerShell and Excel write it. */
public final class TextFile {
    /** What to say of a file whose text is in another encoding. */
    public static final String NOT_UTF_8 = "it is not text in UTF-8. Save it in that encoding";

    private TextFile() {}

    /**
     * Opens a file behind its byte order mark, if it has one.
     *
     * @return a reader that throws {@link java.nio.charset.CharacterCodingException} where the file is in another encoding; the caller's to close
     * @throws IOException if it cannot be read
     */
    public static BufferedReader open(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        try {
            bytes.mark(3);
            byte[] mark = bytes.readNBytes(3);
            bytes.reset();
            if (begins(mark, 0x1F, 0x8B) || begins(mark, 'P', 'K', 3)) {
                throw new IOException("it is a compressed file (gzip or zip). Unpack it first");
            }
            if (begins(mark, 0xEF, 0xBB, 0xBF)) {
                bytes.skipNBytes(3);
                return reader(bytes, StandardCharsets.UTF_8);
            }
            boolean wide = begins(mark, 0xFF, 0xFE) || begins(mark, 0xFE, 0xFF);
            return reader(bytes, wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException failure) {
            bytes.close();
            throw failure;
        }
    }

    private static BufferedReader reader(InputStream bytes, Charset charset) {
        // A decoder throws where a charset would put question marks.
        return new BufferedReader(new InputStreamReader(bytes, charset.newDecoder()));
    }

    private static boolean begins(byte[] bytes, int... mark) {
        boolean begins = bytes.length >= mark.length;
        for (int i = 0; begins && i < mark.length; i++) {
            begins = (bytes[i] & 0xFF) == mark[i];
        }
        return begins;
    }
}
