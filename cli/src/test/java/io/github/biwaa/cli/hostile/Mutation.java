package io.github.biwaa.cli.hostile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages files in the ways that readers trip over. The same random numbers give the same damage. */
final class Mutation {
    private static final int LARGEST = 1 << 16;
    private static final int MOST_CHANGES = 5;
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        7,
        16,
        127,
        128,
        255,
        256,
        1000,
        32767,
        32768,
        65535,
        65536,
        1 << 20,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xFFFFFFFFL,
        1L << 32,
        1L << 40,
        1L << 47,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -2,
        -128
    };

    private final SplittableRandom random;
    private final List<byte[]> words;

    /** @param words of the format: keys, marks, types */
    Mutation(SplittableRandom random, List<String> words) {
        this.random = random;
        this.words = words.stream()
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /**
     * @param file to damage; stays as it is
     * @param other from which parts may come
     */
    byte[] of(byte[] file, byte[] other) {
        byte[] damaged = file.clone();
        for (int change = random.nextInt(MOST_CHANGES); change >= 0; change--) {
            damaged = damaged.length == 0 ? insert(damaged, word()) : once(damaged, other);
        }
        return damaged.length <= LARGEST ? damaged : Arrays.copyOf(damaged, LARGEST);
    }

    private byte[] once(byte[] file, byte[] other) {
        return switch (random.nextInt(11)) {
            case 0 -> flipBit(file);
            case 1 -> setByte(file);
            case 2 -> Arrays.copyOf(file, random.nextInt(file.length));
            case 3 -> insert(file, part(other));
            case 4 -> remove(file);
            case 5 -> overwrite(file, part(other));
            case 6 -> overwrite(file, binaryNumber());
            case 7 -> writtenNumber(file);
            case 8 -> random.nextBoolean() ? insert(file, word()) : overwrite(file, word());
            case 9 -> insert(file, repeated(part(file)));
            default -> splice(file, other);
        };
    }

    private byte[] flipBit(byte[] file) {
        file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        return file;
    }

    private byte[] setByte(byte[] file) {
        file[random.nextInt(file.length)] = (byte) random.nextInt(256);
        return file;
    }

    private byte[] part(byte[] file) {
        if (file.length == 0) {
            return word();
        }
        int from = random.nextInt(file.length);
        int length = random.nextInt(1, 1 + Math.min(file.length - from, random.nextBoolean() ? 8 : 200));
        return Arrays.copyOfRange(file, from, from + length);
    }

    private byte[] repeated(byte[] part) {
        int times = random.nextInt(8) == 0 ? LARGEST / part.length : random.nextInt(2, 40);
        byte[] all = new byte[times * part.length];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }

    private byte[] word() {
        return words.isEmpty() || random.nextInt(8) == 0
                ? binaryNumber()
                : words.get(random.nextInt(words.size())).clone();
    }

    /** What lengths, counts and offsets look like. */
    private byte[] binaryNumber() {
        ByteOrder order = random.nextInt(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] wide = new byte[Long.BYTES];
        ByteBuffer.wrap(wide).order(order).putLong(number());
        int bytes = 1 << random.nextInt(4);
        return order == ByteOrder.LITTLE_ENDIAN
                ? Arrays.copyOf(wide, bytes)
                : Arrays.copyOfRange(wide, Long.BYTES - bytes, Long.BYTES);
    }

    private long number() {
        return random.nextInt(3) == 0
                ? random.nextLong() >> random.nextInt(64)
                : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private byte[] writtenNumber(byte[] file) {
        int at = random.nextInt(file.length);
        for (int tried = 0; tried < file.length && !isDigit(file[at]); tried++) {
            at = (at + 1) % file.length;
        }
        int end = at;
        while (end < file.length && isDigit(file[end])) {
            end++;
        }
        String text = random.nextInt(6) == 0 ? "9".repeat(random.nextInt(1, 60)) : Long.toString(number());
        return joined(
                Arrays.copyOf(file, at),
                text.getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOfRange(file, end, file.length));
    }

    private static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    private byte[] insert(byte[] file, byte[] part) {
        int at = random.nextInt(file.length + 1);
        return joined(Arrays.copyOf(file, at), part, Arrays.copyOfRange(file, at, file.length));
    }

    private byte[] overwrite(byte[] file, byte[] part) {
        int at = random.nextInt(file.length);
        System.arraycopy(part, 0, file, at, Math.min(part.length, file.length - at));
        return file;
    }

    private byte[] remove(byte[] file) {
        int from = random.nextInt(file.length);
        int to = Math.min(file.length, from + random.nextInt(1, random.nextBoolean() ? 9 : 200));
        return joined(Arrays.copyOf(file, from), new byte[0], Arrays.copyOfRange(file, to, file.length));
    }

    private byte[] splice(byte[] file, byte[] other) {
        byte[] end = other.length == 0 ? other : Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
        return joined(Arrays.copyOf(file, random.nextInt(file.length)), end, new byte[0]);
    }

    private static byte[] joined(byte[] first, byte[] second, byte[] third) {
        byte[] all = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        System.arraycopy(third, 0, all, first.length + second.length, third.length);
        return all;
    }
}
