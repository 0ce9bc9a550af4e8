package io.github.biwaa.torch.file.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, counted: a length is believed only if that many bytes are left. */
public final class PickleInput {
    /** A pickle holds names and shapes, the numbers lie beside it: a thousand tensors take about 100 kB. */
    static final long LARGEST_PICKLE = 64 << 20;

    private static final int LONGEST_LINE = 1000;

    private final InputStream stream;
    private final long size;
    private long position;

    /**
     * @param stream buffered
     * @param size how many bytes it has
     */
    public PickleInput(InputStream stream, long size) {
        this.stream = stream;
        this.size = size;
    }

    /** @return how many bytes were read */
    public long position() {
        return position;
    }

    /** @return the next byte, 0-255 */
    public int readByte() throws IOException {
        require(1);
        int value = stream.read();
        if (value < 0) {
            throw cutOff();
        }
        position++;
        return value;
    }

    /** @return the next bytes, little end first */
    public ByteBuffer read(long length) throws IOException {
        require(length);
        byte[] bytes = stream.readNBytes((int) length);
        position += bytes.length;
        if (bytes.length < length) {
            throw cutOff();
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @return the next bytes as UTF-8 */
    public String readText(long length) throws IOException {
        return text(read(length));
    }

    /** @return the text up to the next line feed */
    public String readLine() throws IOException {
        ByteBuffer line = ByteBuffer.allocate(LONGEST_LINE);
        for (int next = readByte(); next != '\n'; next = readByte()) {
            if (!line.hasRemaining()) {
                throw new PickleException(
                        "its pickle has the name of a class with more than " + LONGEST_LINE + " bytes");
            }
            line.put((byte) next);
        }
        return text(line.flip());
    }

    private static String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new PickleException("its pickle has a text that is not UTF-8");
        }
    }

    private void require(long length) {
        if (length < 0 || length > size - position) {
            throw cutOff();
        }
        if (length > LARGEST_PICKLE - position) {
            throw new PickleException("its pickle has more than " + (LARGEST_PICKLE >> 20)
                    + " MiB, which names and shapes of weights do not need");
        }
    }

    private static PickleException cutOff() {
        return new PickleException("its pickle ends too early: the file was cut off or damaged");
    }
}
