package io.github.biwaa.torch.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("machine")
class RanksTest {
    @TempDir
    Path folder;

    @Test
    void tensorsAreSummedGatheredAndBroadcast() {
        List<double[]> seen = RanksInThreads.run(3, ranks -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor own = Tensors.of(new double[] {ranks.rank(), 10 * ranks.rank()}, 1, 2);
                Tensor gathered = ranks.gather(own);
                Tensor summed = own.clone();
                ranks.sum(summed);
                Tensor first = own.add(Tensors.scalar(5));
                ranks.broadcast(first);
                return Tensors.toDoubles(Tensors.concatenate(gathered, summed, first));
            }
        });
        assertThat(seen).containsOnly(new double[] {0, 0, 1, 10, 2, 20, 3, 30, 5, 5});
    }

    /** f = sum over ranks of (r + 1) (s_0 + s_1)^2 with s the sums of x; its gradient by any x is 2 (1 + 2) s. */
    @Test
    void gradientsOfASumAreSummed() {
        List<double[]> gradients = RanksInThreads.run(2, ranks -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor x = Tensors.of(new double[] {ranks.rank() + 1, 0.5}, 2);
                x.set_requires_grad(true);
                Tensors.times(ranks.differentiableSum(x).square(), ranks.rank() + 1)
                        .sum()
                        .backward();
                return Tensors.toDoubles(x.grad());
            }
        });
        assertThat(gradients).containsOnly(new double[] {18, 6});
    }

    /** More than a bucket holds, and a tensor that lies otherwise in memory. */
    @Test
    void bucketsBringBackWhatTheyTook() {
        try (PointerScope scope = new PointerScope()) {
            Tensor large = Tensors.of(LongStream.range(0, 1_100_000).toArray(), 1_100_000);
            Tensor turned = Tensors.of(new long[] {1, 2, 3, 4, 5, 6}, 2, 3).t();
            Buckets.exchange(List.of(large, turned), flat -> {
                assertThat(flat).hasSize(2);
                for (Tensor one : flat) {
                    one.mul_(new Scalar(2));
                }
            });
            assertThat(Tensors.toLongs(turned)).containsExactly(2, 8, 4, 10, 6, 12);
            assertThat(Tensors.toLongs(large)[1_099_999]).isEqualTo(2_199_998);
        }
    }

    @Test
    void ranksMeetAsTheEnvironmentSays() throws IOException {
        int port = freePort();
        Map<String, String> place = Map.of("MASTER_ADDR", "127.0.0.1", "MASTER_PORT", "" + port);
        CompletableFuture<Double> torchrun = sum(with(place, Map.of("RANK", "0", "WORLD_SIZE", "2")));
        CompletableFuture<Double> slurm = sum(with(place, Map.of("SLURM_PROCID", "1", "SLURM_NTASKS", "2")));
        assertThat(torchrun.join()).isEqualTo(4);
        assertThat(slurm.join()).isEqualTo(4);
        assertThat(Meeting.of(Map.of())).isSameAs(Ranks.ALONE);
    }

    /** torchrun listens at the port itself, and its restarted processes meet there again. */
    @Test
    void ranksMeetAtAStoreOfTorchrun() {
        Engine.load();
        try (PointerScope scope = new PointerScope();
                TCPStoreOptions options = new TCPStoreOptions()) {
            options.port((short) 0);
            options.isServer(true);
            options.waitWorkers(false);
            TCPStore store = new TCPStore("127.0.0.1", options);
            Map<String, String> place = Map.of(
                    "MASTER_ADDR",
                    "127.0.0.1",
                    "MASTER_PORT",
                    "" + Short.toUnsignedInt(store.getPort()),
                    "TORCHELASTIC_USE_AGENT_STORE",
                    "True");
            for (String restarts : List.of("0", "1")) {
                Map<String, String> attempt = with(place, Map.of("TORCHELASTIC_RESTART_COUNT", restarts));
                CompletableFuture<Double> first = sum(with(attempt, Map.of("RANK", "0", "WORLD_SIZE", "2")));
                CompletableFuture<Double> second = sum(with(attempt, Map.of("RANK", "1", "WORLD_SIZE", "2")));
                assertThat(first.join()).isEqualTo(4);
                assertThat(second.join()).isEqualTo(4);
            }
        }
    }

    @Test
    void ranksOfAMachineKnowTheirPlaces() {
        assertThat(RanksInThreads.run(3, Ranks::place)).containsExactly(0, 1, 2);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new java.util.HashMap<>(some);
        all.putAll(others);
        return all;
    }

    /** @return 1 for each rank, added up through the hosts, and that again by devices, which meet at the same place */
    private static CompletableFuture<Double> sum(Map<String, String> environment) {
        CompletableFuture<Double> result = new CompletableFuture<>();
        new Thread(() -> {
                    try (Ranks ranks = Meeting.of(environment);
                            PointerScope scope = new PointerScope()) {
                        Tensor one = Tensors.of(new double[] {1}, 1);
                        ranks.sum(one);
                        StandInForNccl.meet(ranks);
                        ranks.sum(one);
                        result.complete(Tensors.item(one));
                    } catch (RuntimeException | Error failure) {
                        result.completeExceptionally(failure);
                    }
                })
                .start();
        return result;
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        assertThatThrownBy(() -> Meeting.of(Map.of("RANK", "0")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("WORLD_SIZE is missing");
        assertThatThrownBy(() -> Meeting.of(Map.of("RANK", "one", "WORLD_SIZE", "2")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("RANK: one, expected a whole number");
        assertThatThrownBy(() -> Meeting.of(Map.of("RANK", "2", "WORLD_SIZE", "2")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("no rank 2 of 2");
    }

    @Test
    void aRankThatNeverComesIsReported() {
        Meeting meeting = new Meeting(0, 2, Duration.ofSeconds(1));
        assertThatThrownBy(() -> meeting.at(folder.resolve("meeting")))
                .isInstanceOf(LostRankException.class)
                .hasMessageContaining("rank 0 of 2 did not meet the others")
                .hasMessageMatching("(?s).*gave up after [1-9] s: .*");
    }

    @Test
    void aRankZeroThatNeverComesIsReportedInTime() throws IOException {
        int port = freePort();
        Meeting meeting = new Meeting(1, 2, Duration.ofSeconds(1));
        assertThatThrownBy(() -> meeting.at("127.0.0.1", port))
                .isInstanceOf(LostRankException.class)
                .hasMessageContaining("rank 1 of 2 did not meet the others at 127.0.0.1:" + port)
                .hasMessageContaining("nobody listens there, so rank 0 was not started");
    }

    /** A program that takes connections and says nothing. */
    @Test
    void whoIsNoRankZeroIsReportedInTime() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Meeting meeting = new Meeting(1, 2, Duration.ofSeconds(1));
            assertThatThrownBy(() -> meeting.at("127.0.0.1", other.getLocalPort()))
                    .isInstanceOf(LostRankException.class)
                    .hasMessageContaining("rank 1 of 2 did not meet the others");
        }
    }

    @Test
    void aPortInUseIsReportedAtOnce() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Meeting meeting = new Meeting(0, 2, Duration.ofMinutes(5));
            assertThatThrownBy(() -> meeting.at("127.0.0.1", taken.getLocalPort()))
                    .isInstanceOf(LostRankException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("address already in use")
                    .hasMessageContaining("that the port is free and open");
        }
    }

    @Test
    void twoProcessesOfOneRankAreRefused() {
        Path file = folder.resolve("meeting");
        List<CompletableFuture<Ranks>> both = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> new Meeting(0, 2, Duration.ofSeconds(3)).at(file)))
                .limit(2)
                .toList();
        List<String> messages = both.stream()
                .map(one -> one.handle((met, failure) -> failure.getMessage()).join())
                .sorted()
                .toList();
        assertThat(messages.get(0)).contains("another rank 0 has come to " + file + " before");
        assertThat(messages.get(1)).contains("rank 0 of 2 did not meet the others");
    }

    @Test
    void aRankThatLeavesIsReported() {
        List<String> messages = RanksInThreads.run(2, ranks -> {
            if (ranks.rank() == 1) {
                return "";
            }
            try (PointerScope scope = new PointerScope()) {
                ranks.sum(Tensors.of(new double[] {1}, 1));
                return "it came";
            } catch (LostRankException lost) {
                return String.valueOf(lost.getMessage());
            }
        });
        assertThat(messages.get(0))
                .startsWith("rank 1 (process " + ProcessHandle.current().pid() + " on ")
                .contains(" has ended or does not answer: ")
                .contains(". Rank 0 of 2 cannot go on without it.");
    }

    /** Of three, the failure of an operation does not tell which one has left; its silence does. */
    @Test
    void ofManyRanksTheOneThatLeavesIsNamed() {
        List<String> messages = RanksInThreads.run(4, ranks -> {
            if (ranks.rank() == 2) {
                return "";
            }
            try (PointerScope scope = new PointerScope()) {
                ranks.sum(Tensors.of(new double[] {1}, 1));
                return "it came";
            } catch (LostRankException lost) {
                return lost.what();
            }
        });
        for (int rank : new int[] {0, 1, 3}) {
            assertThat(messages.get(rank)).startsWith("rank 2 (process ");
        }
    }

    @Test
    void whoIsToldOfALossWaitsNoLonger() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        List<Long> milliseconds = RanksInThreads.run(2, ranks -> {
            long start = System.nanoTime();
            if (ranks.rank() == 1) {
                told.completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
                return 0L;
            }
            CompletableFuture.runAsync(() -> {
                sleep(Duration.ofSeconds(1));
                ranks.lose("rank 1 ended with exit code 137");
            });
            try (PointerScope scope = new PointerScope()) {
                assertThatThrownBy(() -> ranks.sum(Tensors.of(new double[] {1}, 1)))
                        .isInstanceOf(LostRankException.class)
                        .hasMessageStartingWith("rank 1 ended with exit code 137. Rank 0 of 2 cannot go on");
            }
            assertThatThrownBy(ranks::requireAll).isInstanceOf(LostRankException.class);
            told.complete(null);
            return Duration.ofNanos(System.nanoTime() - start).toMillis();
        });
        assertThat(milliseconds.get(0)).isBetween(900L, 8000L);
    }

    /** It is looked for lost ranks now and then; operations that end at just that moment have ended well. */
    @Test
    void whatEndsWhenLostRanksAreLookedForIsNoLoss() {
        List<Double> sums = RanksInThreads.run(2, ranks -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor one = Tensors.of(new double[] {1}, 1);
                for (int i = 0; i < 40; i++) {
                    if (ranks.rank() == 1) {
                        sleep(Duration.ofMillis(HostGroup.SLICE_MILLIS - 10 + i / 2));
                    }
                    ranks.sum(one);
                }
                return Tensors.item(one);
            }
        });
        assertThat(sums).containsOnly(Math.pow(2, 40));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Longer than a rank may be silent. */
    @Test
    void aRankThatWorksForLongIsWaitedFor() {
        List<Double> sums = RanksInThreads.run(2, ranks -> {
            if (ranks.rank() == 1) {
                sleep(HeartbeatRule.LIMIT.plusSeconds(5));
            }
            try (PointerScope scope = new PointerScope()) {
                Tensor one = Tensors.of(new double[] {1}, 1);
                ranks.sum(one);
                return Tensors.item(one);
            }
        });
        assertThat(sums).containsExactly(2.0, 2.0);
    }
}
