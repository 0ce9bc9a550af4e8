package io.github.biwaa.torch.file;

import io.github.biwaa.torch.file.pickle.Checkpoint;
import io.github.biwaa.torch.file.pickle.PickleException;
import io.github.biwaa.torch.file.pickle.PickleInput;
import io.github.biwaa.torch.file.pickle.PickleReader;
import io.github.biwaa.torch.file.pickle.PickledStorage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of {@code torch.save} before PyTorch 1.6: five pickles (a magic number, the format's version, facts of the machine, the content, the
 * keys of the storages), then of each storage the number of its numbers in 64 bits and the numbers.
 */
final class PytorchLegacy {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    /** How such files begin: protocol 2, then the magic number as an integer of 10 bytes. */
    static final byte[] BEGINNING = {
        (byte) 0x80,
        2,
        (byte) 0x8a,
        10,
        0x6c,
        (byte) 0xfc,
        (byte) 0x9c,
        0x46,
        (byte) 0xf9,
        0x20,
        0x6a,
        (byte) 0xa8,
        0x50,
        0x19
    };

    private final FileChannel channel;
    private final Map<String, Long> places = new HashMap<>();

    private PytorchLegacy(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws PickleException if it is damaged or asks for what weights do not need */
    static StateDict read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new PytorchLegacy(channel).read();
        }
    }

    private StateDict read() throws IOException {
        InputStream stream = new BufferedInputStream(Channels.newInputStream(channel));
        PickleInput input = new PickleInput(stream, channel.size());
        PickleReader reader = new PickleReader(input);
        if (!MAGIC.equals(reader.read()) || !Long.valueOf(VERSION).equals(reader.read())) {
            throw new PickleException("it is not a file of torch.save that this version of Biwaa knows");
        }
        if (reader.read() instanceof Map<?, ?> machine && Boolean.FALSE.equals(machine.get("little_endian"))) {
            throw new PickleException("its numbers are not little-endian");
        }
        Object content = reader.read();
        if (!(reader.read() instanceof List<?> keys)) {
            throw new PickleException("it has no list of storages");
        }
        locate(keys, reader.storages(), input.position());
        return new StorageMemory(this::readStorage, channel.size()).materialize(Checkpoint.stateDict(content));
    }

    private void locate(List<?> keys, Map<String, PickledStorage> storages, long start) throws IOException {
        long position = start;
        for (Object key : keys) {
            PickledStorage storage =
                    storages.get(String.valueOf(key instanceof Long || key instanceof String ? key : ""));
            if (storage == null) {
                throw new PickleException("its list of storages names one that nothing refers to");
            }
            if (channel.size() - position < Long.BYTES) {
                throw cutOff(storage);
            }
            ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            SafetensorsHeader.readFully(channel, count, position);
            if (count.getLong(0) != storage.numel()) {
                throw new PickleException("storage " + storage.key() + " has " + count.getLong(0)
                        + " numbers, expected " + storage.numel());
            }
            position += Long.BYTES;
            if (channel.size() - position < storage.bytes()) {
                throw cutOff(storage);
            }
            places.put(storage.key(), position);
            position += storage.bytes();
        }
        if (position != channel.size()) {
            throw new PickleException("its storages end at byte " + position + ", the file has " + channel.size());
        }
    }

    private void readStorage(PickledStorage storage, ByteBuffer memory) throws IOException {
        Long place = places.get(storage.key());
        if (place == null) {
            throw new PickleException("it has no storage " + storage.key());
        }
        SafetensorsHeader.readFully(channel, memory, place);
    }

    private static PickleException cutOff(PickledStorage storage) {
        return new PickleException("it ends before the numbers of storage " + storage.key() + " do: it was cut off");
    }
}
