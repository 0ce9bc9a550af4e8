package io.github.biwaa.torch.distributed;

import io.github.biwaa.torch.Device;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the ranks come to exchange tensors from GPU to GPU: all of them, or none.
 *
 * @param ranks that have met; borrowed
 * @param lost told when a rank is lost meanwhile
 * @param patience how long one step may take before the ranks do without
 */
record DeviceMeeting(Ranks ranks, LostRanks lost, Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceMeeting.class);
    private static final Aside ASIDE = new Aside("biwaa-devices");

    /**
     * Meets on the devices, if all are GPUs and that works on all ranks. If not, the log of rank 0 says why. Collective.
     *
     * @param store where this meeting alone is held, in the scope of whoever asks for it
     * @throws LostRankException if a rank is lost meanwhile
     */
    Optional<DeviceGroup> meet(Supplier<Store> store, Device device, DeviceGroup.Maker maker) {
        List<String> devices = ranks.gather(device.toString());
        if (devices.stream().allMatch(Device.CPU.toString()::equals)) {
            return Optional.empty();
        }
        AtomicReference<DeviceGroup> made = new AtomicReference<>();
        Optional<String> obstacle = devices.contains(Device.CPU.toString())
                ? Optional.of("not all of them compute on GPUs (" + String.join(", ", devices) + ")")
                : obstacle(() -> made.set(maker.make(store.get(), ranks.rank(), ranks.size(), device)))
                        .or(() -> obstacle(made.get()::connect));
        DeviceGroup group = made.get();
        if (obstacle.isPresent() && group != null) {
            ASIDE.execute(group::abort);
        }
        if (ranks.rank() == 0) {
            obstacle.ifPresentOrElse(
                    reason -> LOG.warn(
                            "The ranks exchange tensors of GPUs through the memory of their hosts, which is slower: {}.",
                            reason),
                    () -> LOG.info("The ranks exchange tensors from GPU to GPU."));
        }
        return obstacle.isPresent() ? Optional.empty() : Optional.of(group);
    }

    /** Takes a step on all ranks, and asks all of them how it went. */
    private Optional<String> obstacle(Runnable step) {
        CompletableFuture<String> outcome = CompletableFuture.supplyAsync(() -> reason(step), ASIDE)
                .completeOnTimeout(
                        "it took longer than " + patience.toSeconds() + " s",
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
        lost.then(() -> outcome.complete("a rank is lost"));
        String own = outcome.join();
        ranks.requireAll();
        List<String> reasons = ranks.gather(own);
        return IntStream.range(0, reasons.size())
                .filter(rank -> !reasons.get(rank).isEmpty())
                .mapToObj(rank -> "on rank " + rank + ", " + reasons.get(rank))
                .findFirst();
    }

    /** @return why a step has failed; empty if it has not */
    private static String reason(Runnable step) {
        try (PointerScope scope = new PointerScope()) {
            step.run();
            return "";
        } catch (RuntimeException | LinkageError failure) {
            return Meeting.firstLine(failure);
        }
    }
}
