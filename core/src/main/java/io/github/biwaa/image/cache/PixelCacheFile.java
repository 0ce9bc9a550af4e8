package io.github.biwaa.image.cache;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The layout of a cache file. A header of 4096 bytes (magic number, number of pictures, bytes per picture, length of the index); the pictures, one
 * after the other; the index: per picture its file's size, its time and the checksum of its bytes, then the broken ones with their messages, then the
 * checksum of the index. Big-endian; checksums are CRC-32C.
 *
 * @param count pictures
 * @param pictureLength bytes per picture
 * @param indexLength bytes of the index
 */
record PixelCacheFile(int count, int pictureLength, long indexLength) {
    /** The last digit is the version of layout and decoder: to be raised when either changes. */
    private static final long MAGIC = 0x4249_5741_4150_5802L;

    private static final int HEADER_LENGTH = 4096;
    private static final int STAMP_LENGTH = 2 * Long.BYTES + Integer.BYTES;
    private static final long LARGEST_BLOCK = 1L << 30;

    long offsetOf(int index) {
        return HEADER_LENGTH + (long) index * pictureLength;
    }

    long length() {
        return offsetOf(count) + indexLength;
    }

    /** Pictures per mapped block: as many as fit into 1 GiB, since a Java buffer ends at 2 GiB. */
    int picturesPerBlock() {
        return (int) Math.max(1, LARGEST_BLOCK / pictureLength);
    }

    /** Bytes a file of so many pictures takes if none is broken. */
    static long expectedLength(int count, int pictureLength) {
        return HEADER_LENGTH + (long) count * ((long) pictureLength + STAMP_LENGTH) + 2 * Integer.BYTES;
    }

    /**
     * Reads and checks the header.
     *
     * @throws IOException if it cannot be read or is not a whole cache file of these sizes
     */
    static PixelCacheFile open(FileChannel channel, int count, int pictureLength) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(4 * Long.BYTES);
        while (header.hasRemaining()) {
            if (channel.read(header, header.position()) < 0) {
                throw new EOFException("no header");
            }
        }
        header.flip();
        long magic = header.getLong();
        long foundCount = header.getLong();
        long foundLength = header.getLong();
        PixelCacheFile file = new PixelCacheFile(count, pictureLength, header.getLong());
        boolean fits = magic == MAGIC && foundCount == count && foundLength == pictureLength;
        if (!fits || channel.size() != file.length()) {
            throw new IOException("not a whole cache file of " + count + " pictures");
        }
        return file;
    }

    /**
     * What follows the pictures.
     *
     * @param stamps of the files, when they were decoded
     * @param checksums of the pictures' bytes
     * @param broken the broken pictures' places and messages
     */
    record Index(FileStamps stamps, int[] checksums, SortedMap<Integer, String> broken) {}

    /** @throws IOException if the index cannot be read or is not what was written */
    Index readIndex(FileChannel channel) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(inputAt(channel, offsetOf(count)), new CRC32C());
        DataInputStream input = new DataInputStream(checked);
        long[] sizes = new long[count];
        long[] times = new long[count];
        int[] checksums = new int[count];
        for (int index = 0; index < count; index++) {
            sizes[index] = input.readLong();
            times[index] = input.readLong();
            checksums[index] = input.readInt();
        }
        SortedMap<Integer, String> broken = new TreeMap<>();
        int brokenCount = input.readInt();
        for (int entry = 0; entry < brokenCount; entry++) {
            int index = input.readInt();
            if (index < 0 || index >= count) {
                throw new IOException("the index names picture " + index + " of " + count);
            }
            broken.put(index, input.readUTF());
        }
        int checksum = (int) checked.getChecksum().getValue();
        if (input.readInt() != checksum) {
            throw new IOException("the index is damaged");
        }
        return new Index(new FileStamps(sizes, times), checksums, broken);
    }

    /** @return CRC-32C of what remains in a buffer, whose position stays */
    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    private static DataInputStream inputAt(FileChannel channel, long position) throws IOException {
        channel.position(position);
        return new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
    }

    /** Writes index and header behind and before the pictures, and forces all of it to disk. */
    static void finish(FileChannel channel, int pictureLength, Index index) throws IOException {
        FileStamps stamps = index.stamps();
        int count = stamps.count();
        PixelCacheFile withoutIndex = new PixelCacheFile(count, pictureLength, 0);
        channel.position(withoutIndex.length());
        OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32C());
        DataOutputStream output = new DataOutputStream(checked);
        for (int picture = 0; picture < count; picture++) {
            output.writeLong(stamps.sizes()[picture]);
            output.writeLong(stamps.times()[picture]);
            output.writeInt(index.checksums()[picture]);
        }
        output.writeInt(index.broken().size());
        for (var entry : index.broken().entrySet()) {
            output.writeInt(entry.getKey());
            output.writeUTF(shortened(entry.getValue()));
        }
        output.writeInt((int) checked.getChecksum().getValue());
        output.flush();
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream headerOutput = new DataOutputStream(header);
        headerOutput.writeLong(MAGIC);
        headerOutput.writeLong(count);
        headerOutput.writeLong(pictureLength);
        headerOutput.writeLong(channel.position() - withoutIndex.length());
        writeFully(channel, ByteBuffer.wrap(header.toByteArray()), 0);
        channel.force(true);
    }

    /** Writes all of a buffer at a place of the file; several threads may do so at once. */
    static void writeFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    static FileChannel openForReading(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    private static String shortened(String message) {
        return message.length() > 2000 ? message.substring(0, 2000) : message;
    }
}
