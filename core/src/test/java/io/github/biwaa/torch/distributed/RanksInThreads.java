package io.github.biwaa.torch.distributed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Ranks that are threads of this process. */
public final class RanksInThreads {
    /** No test waits so long, however slow the machine is. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private RanksInThreads() {}

    /** @return what each rank returns, rank 0 first; float64 is exchanged by what {@linkplain StandInForNccl stands in} for NCCL */
    public static <T> List<T> runOnDevices(int size, Function<Ranks, T> action) {
        return run(size, ranks -> {
            StandInForNccl.meet(ranks);
            return action.apply(ranks);
        });
    }

    /** @return what each rank returns, rank 0 first */
    public static <T> List<T> run(int size, Function<Ranks, T> action) {
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            Path folder = Files.createTempDirectory("biwaa-ranks");
            Path file = folder.resolve("meeting");
            try {
                List<CompletableFuture<T>> all = IntStream.range(0, size)
                        .mapToObj(rank -> CompletableFuture.supplyAsync(
                                () -> {
                                    try (Ranks ranks = new Meeting(rank, size, PATIENCE).at(file)) {
                                        return action.apply(ranks);
                                    }
                                },
                                threads))
                        .toList();
                return all.stream().map(CompletableFuture::join).toList();
            } finally {
                threads.shutdown();
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
