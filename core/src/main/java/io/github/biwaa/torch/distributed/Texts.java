package io.github.biwaa.torch.distributed;

import io.github.biwaa.torch.Tensors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Texts of all ranks, by way of tensors of one shape: first how long each is, then the bytes, padded to the longest. */
final class Texts {
    private Texts() {}

    /**
     * @param gather see {@link Ranks#gather(Tensor)}
     * @return the text of each rank, rank 0 first
     */
    static List<String> gather(String own, UnaryOperator<Tensor> gather) {
        byte[] bytes = own.getBytes(StandardCharsets.UTF_8);
        try (PointerScope scope = new PointerScope()) {
            int[] lengths = Tensors.toInts(gather.apply(Tensors.of(new long[] {bytes.length}, 1, 1)));
            int longest = Math.max(1, Arrays.stream(lengths).max().orElseThrow());
            byte[] padded = Arrays.copyOf(bytes, longest);
            long[] values =
                    IntStream.range(0, longest).mapToLong(i -> padded[i]).toArray();
            int[] all = Tensors.toInts(gather.apply(Tensors.of(values, 1, longest)));
            return IntStream.range(0, lengths.length)
                    .mapToObj(rank -> text(all, rank * longest, lengths[rank]))
                    .toList();
        }
    }

    private static String text(int[] values, int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) values[from + i];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
