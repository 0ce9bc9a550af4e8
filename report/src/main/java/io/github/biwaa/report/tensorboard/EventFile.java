package io.github.biwaa.report.tensorboard;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.ProtobufMessage;
import io.github.biwaa.report.chart.Png;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file: records of tensorflow.Event (event.proto, summary.proto), each framed by its length and by masked CRC-32C checksums of
 * length and content. It grows by whole records.
 */
final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;

    private final Path file;
    private final OutputStream stream;

    /**
     * @param folder made if missing; TensorBoard names the curves after it
     * @throws BiwaaException if it cannot be written
     */
    EventFile(Path folder) {
        long now = System.currentTimeMillis();
        this.file = folder.resolve("events.out.tfevents." + now / 1000 + "." + now % 1000 + ".biwaa");
        try {
            Files.createDirectories(folder);
            this.stream = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw failure(e);
        }
        append(event(0).text(3, "brain.Event:2"));
    }

    private static ProtobufMessage event(long step) {
        return new ProtobufMessage()
                .real(1, System.currentTimeMillis() / 1000.0)
                .number(2, step);
    }

    /** Adds numbers under their tags. */
    void scalars(long step, Map<String, Double> values) {
        ProtobufMessage summary = new ProtobufMessage();
        values.forEach((tag, value) ->
                summary.message(1, new ProtobufMessage().text(1, tag).real(2, value.floatValue())));
        append(event(step).message(5, summary));
    }

    /** Adds a picture. */
    void image(long step, String tag, Png png) {
        int rgb = 3;
        ProtobufMessage image = new ProtobufMessage()
                .number(1, png.height())
                .number(2, png.width())
                .number(3, rgb)
                .bytes(4, png.bytes());
        append(event(step)
                .message(
                        5,
                        new ProtobufMessage()
                                .message(1, new ProtobufMessage().text(1, tag).message(4, image))));
    }

    private void append(ProtobufMessage event) {
        byte[] content = event.toByteArray();
        ByteBuffer record = ByteBuffer.allocate(content.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(content.length);
        record.putInt(maskedChecksum(record.array(), Long.BYTES));
        record.put(content).putInt(maskedChecksum(content, content.length));
        try {
            stream.write(record.array());
            stream.flush();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    static int maskedChecksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private BiwaaException failure(IOException e) {
        return new BiwaaException("cannot write " + file + ": " + AtomicFile.reason(e) + ".", e);
    }
}
