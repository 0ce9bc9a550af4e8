package io.github.biwaa.torch.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ch.qos.logback.classic.Level;
import io.github.biwaa.ChildJava;
import io.github.biwaa.samples.CapturedLog;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ranks that exchange tensors on devices, up to the device. */
@Tag("machine")
class DeviceGroupTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Every operation, on tensors of the device (float64) and others. */
    private static List<double[]> exchange(Ranks ranks) {
        try (PointerScope scope = new PointerScope()) {
            List<double[]> seen = new ArrayList<>();
            Tensor turned =
                    Tensors.of(new double[] {1, 2, 3, 0.1 * ranks.rank()}, 2, 2).t();
            Tensor counts = Tensors.of(new long[] {ranks.rank(), 7}, 2);
            ranks.sum(turned, counts);
            seen.add(Tensors.toDoubles(turned));
            seen.add(Tensors.toDoubles(counts));
            Tensor first = Tensors.of(new double[] {5 + ranks.rank()}, 1);
            ranks.broadcast(first);
            seen.add(Tensors.toDoubles(first));
            Tensor rows = Tensors.of(new double[] {ranks.rank(), 0.3}, 1, 2);
            seen.add(Tensors.toDoubles(ranks.gather(rows)));
            Tensor x = Tensors.of(new double[] {ranks.rank() + 1, 0.5}, 2);
            x.set_requires_grad(true);
            Tensors.times(ranks.differentiableSum(x).square(), ranks.rank() + 1)
                    .sum()
                    .backward();
            seen.add(Tensors.toDoubles(x.grad()));
            seen.add(new double[] {
                ranks.any(ranks.rank() == 1) ? 1 : 0,
                ranks.gather("text " + ranks.rank()).size()
            });
            return seen;
        }
    }

    @Test
    void tensorsGoToTheGroupOfTheirDevice() {
        List<List<double[]>> onHost = RanksInThreads.run(2, DeviceGroupTest::exchange);
        List<List<String>> calls = new ArrayList<>();
        List<List<double[]>> onDevices = RanksInThreads.run(2, ranks -> {
            StandInForNccl group = StandInForNccl.meet(ranks);
            List<double[]> seen = exchange(ranks);
            synchronized (calls) {
                calls.add(List.copyOf(group.calls));
            }
            return seen;
        });
        assertThat(calls).hasSize(2).containsOnly(List.of("connect", "sum", "broadcast", "gather", "sum", "sum"));
        for (int rank = 0; rank < 2; rank++) {
            assertThat(onDevices.get(rank)).usingRecursiveComparison().isEqualTo(onHost.get(rank));
        }
        assertThat(onHost.get(1).get(3)).containsExactly(0, 0.3, 1, 0.3);
        assertThat(onHost.get(1).get(4)).containsExactly(18, 6);
    }

    /** An operation that waits for a rank that is gone, as a kernel of NCCL does: the host finds out when it reads. */
    private static final class Waiting extends StandInForNccl {
        final CountDownLatch aborted = new CountDownLatch(1);

        Waiting(Store store, int rank, int size) {
            super(store, rank, size);
        }

        @Override
        public Runnable sum(Tensor tensor) {
            calls.add("sum");
            return () -> {};
        }

        void read() {
            try {
                assertThat(aborted.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void abort() {
            super.abort();
            aborted.countDown();
        }
    }

    @Test
    void whatWaitsOnADeviceIsAbortedWhenARankIsLost() {
        CompletableFuture<Waiting> made = new CompletableFuture<>();
        RanksInThreads.run(2, ranks -> {
            StandInForNccl.meet(ranks, LONG, (store, rank, size, device) -> {
                Waiting group = new Waiting(store, rank, size);
                if (rank == 0) {
                    made.complete(group);
                }
                return group;
            });
            if (ranks.rank() == 1) {
                return null;
            }
            try (PointerScope scope = new PointerScope()) {
                Tensor one = Tensors.of(new double[] {1}, 1);
                ranks.sum(one);
                CompletableFuture.runAsync(() -> ranks.lose("rank 1 ended with exit code 137"));
                made.join().read();
                assertThatThrownBy(ranks::requireAll)
                        .isInstanceOf(LostRankException.class)
                        .hasMessageStartingWith("rank 1 ended with exit code 137. Rank 0 of 2 cannot go on");
                assertThatThrownBy(() -> ranks.sum(one)).isInstanceOf(LostRankException.class);
                return null;
            }
        });
        assertThat(made.join().calls).containsExactly("connect", "sum", "abort");
    }

    /** Closing waits for the others, which must still hear of this rank. */
    @Test
    void devicesAreLeftBeforeTheHost() {
        List<String> closed = new ArrayList<>();
        RanksInThreads.run(2, ranks -> {
            StandInForNccl.meet(ranks, LONG, (store, rank, size, device) -> new StandInForNccl(store, rank, size) {
                @Override
                public void close() {
                    boolean together = ranks.any(true);
                    synchronized (closed) {
                        closed.add(calls + ", together " + together);
                    }
                }
            });
            return null;
        });
        assertThat(closed).containsExactly("[connect], together true", "[connect], together true");
    }

    @Test
    void aGroupThatCannotBeLeftIsLeftBehind() {
        List<Duration> taken = RanksInThreads.run(2, ranks -> {
            StandInForNccl.meet(ranks, LONG, (store, rank, size, device) -> new StandInForNccl(store, rank, size) {
                @Override
                public void close() {
                    new CompletableFuture<Void>().join();
                }
            });
            long start = System.nanoTime();
            ranks.close();
            return Duration.ofNanos(System.nanoTime() - start);
        });
        assertThat(taken).allMatch(time -> time.toSeconds() < 20);
    }

    /** @return the one thing that the log says when ranks meet in some way; they exchange tensors nevertheless */
    private static String logOf(Consumer<Ranks> meeting) {
        try (CapturedLog log = new CapturedLog(DeviceMeeting.class)) {
            List<List<double[]>> seen = RanksInThreads.run(2, ranks -> {
                meeting.accept(ranks);
                return exchange(ranks);
            });
            assertThat(seen.get(0).get(3)).containsExactly(0, 0.3, 1, 0.3);
            assertThat(log.messages(Level.WARN)).hasSize(1);
            return log.messages(Level.WARN).get(0);
        }
    }

    @Test
    void withoutNcclTensorsGoThroughTheHost() {
        assumeFalse(Engine.hasCuda(), "NCCL may be there");
        assertThat(logOf(ranks -> ranks.computeOn(Device.cuda(ranks.rank()))))
                .startsWith("The ranks exchange tensors of GPUs through the memory of their hosts, which is slower: "
                        + "on rank 0, libtorch's part for NCCL cannot be loaded (")
                .endsWith("); it is in the jar pytorch-" + Engine.version()
                        + "-*-linux-x86_64-gpu and needs libnccl.so.2.");
    }

    @Test
    void ifOneRankCannotNoneDoes() {
        CompletableFuture<List<String>> aborted = new CompletableFuture<>();
        String log = logOf(ranks -> StandInForNccl.meet(ranks, LONG, (store, rank, size, device) -> {
            if (rank == 1) {
                throw new IllegalStateException("no GPU is left\nfor anybody");
            }
            return new StandInForNccl(store, rank, size) {
                @Override
                public void abort() {
                    aborted.complete(List.copyOf(calls));
                }
            };
        }));
        assertThat(log).endsWith("on rank 1, no GPU is left.");
        assertThat(aborted.join()).as("it was not connected").isEmpty();
    }

    @Test
    void devicesThatDoNotMeetAreWaitedForInVain() {
        String log = logOf(ranks -> StandInForNccl.meet(
                ranks,
                Duration.ofSeconds(ranks.rank() == 1 ? 1 : 600),
                (store, rank, size, device) -> new StandInForNccl(store, rank, size) {
                    @Override
                    public void connect() {
                        if (rank == 1) {
                            new CompletableFuture<Void>().join();
                        }
                    }
                }));
        assertThat(log).endsWith("on rank 1, it took longer than 1 s.");
    }

    @Test
    void ranksOnProcessorsAndGpusMeetOnTheHost() {
        assertThat(logOf(ranks -> ranks.computeOn(ranks.rank() == 1 ? Device.CPU : Device.cuda(3))))
                .endsWith("not all of them compute on GPUs (cuda:3, cpu).");
    }

    @Test
    void ranksMayMeetAgain() {
        RanksInThreads.run(2, ranks -> {
            StandInForNccl earlier = StandInForNccl.meet(ranks);
            StandInForNccl later = StandInForNccl.meet(ranks);
            exchange(ranks);
            assertThat(earlier.calls).containsExactly("connect", "close");
            assertThat(later.calls).startsWith("connect", "sum");
            ranks.computeOn(Device.CPU);
            assertThat(later.calls).endsWith("close");
            return null;
        });
    }

    /** Two ranks that compute on processors. */
    static final class OnProcessors {
        private OnProcessors() {}

        public static void main(String[] arguments) {
            RanksInThreads.run(2, ranks -> {
                ranks.computeOn(Device.CPU);
                return exchange(ranks);
            });
        }
    }

    @Test
    void onProcessorsNoClassOfNcclIsLoaded() throws IOException {
        Process process = ChildJava.command(List.of("-Xlog:class+load"), OnProcessors.class)
                .redirectErrorStream(true)
                .start();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(loaded).contains(ConnectedRanks.class.getName(), HostGroup.class.getName());
        assertThat(loaded.lines().filter(line -> line.contains("pytorch.nccl.") || line.contains("NcclGroup")))
                .isEmpty();
    }
}
