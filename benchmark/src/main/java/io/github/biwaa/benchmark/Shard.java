package io.github.biwaa.benchmark;

import io.github.biwaa.InvalidSettingException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A fixed part of a sweep's trainings: every {@code count}-th, beginning with number {@code index}. All parts together are all trainings, each once.
 *
 * @param index 0 to count - 1
 * @param count how many parts there are, at least 1
 */
public record Shard(int index, int count) {
    /** All trainings. */
    public static final Shard WHOLE = new Shard(0, 1);

    /** @throws InvalidSettingException if there is no such part */
    public Shard {
        if (count < 1 || index < 0 || index >= count) {
            throw invalid(index + "/" + count);
        }
    }

    /**
     * @param text such as 0/8
     * @throws InvalidSettingException if it is none
     */
    public static Shard parse(String text) {
        String[] parts = text.split("/", -1);
        try {
            if (parts.length == 2) {
                return new Shard(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            }
        } catch (NumberFormatException e) {
            // The same message.
        }
        throw invalid(text);
    }

    private static InvalidSettingException invalid(String text) {
        return new InvalidSettingException(
                "shard: " + text + ", expected INDEX/COUNT with an index from 0 to COUNT - 1, such as 0/8");
    }

    /** @return the trainings of this part, in their order */
    public <T> List<T> of(List<T> all) {
        return IntStream.range(0, all.size())
                .filter(i -> i % count == index)
                .mapToObj(all::get)
                .toList();
    }
}
