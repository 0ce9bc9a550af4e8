package io.github.biwaa.torch.distributed;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.torch.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.global.torch_gloo;

/**
 * How the processes of a training find each other.
 *
 * @param rank r, from 0: which of them this one is
 * @param size how many there are, from 1
 * @param patience how long one waits for the others to come
 */
public record Meeting(int rank, int size, Duration patience) {
    /** How long ranks wait for each other to come unless said otherwise. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    /** For libtorch's own limits to pass. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private static final String LOOPBACK = "127.0.0.1";

    /** @throws InvalidSettingException if there is no such rank */
    public Meeting {
        if (size < 1 || rank < 0 || rank >= size) {
            throw new InvalidSettingException("ranks: there is no rank " + rank + " of " + size
                    + "; expected ranks from 0 to their number less 1");
        }
    }

    /**
     * Meets the others as the environment of this process says: by {@code RANK}, {@code WORLD_SIZE}, {@code MASTER_ADDR} and {@code MASTER_PORT}, which
     * torchrun sets, or in place of the first two {@code SLURM_PROCID} and {@code SLURM_NTASKS}, where Slurm's job has set the others.
     *
     * @param environment as {@link System#getenv()} gives it
     * @return the caller's to close; {@link Ranks#ALONE} if the environment names no rank
     * @throws InvalidSettingException if a variable is missing or no number
     * @throws LostRankException if the others do not come
     */
    public static Ranks of(Map<String, String> environment) {
        boolean slurm = !environment.containsKey("RANK")
                && environment.keySet().containsAll(List.of("SLURM_PROCID", "MASTER_ADDR"));
        if (!slurm && !environment.containsKey("RANK")) {
            return Ranks.ALONE;
        }
        int size = number(environment, slurm ? "SLURM_NTASKS" : "WORLD_SIZE");
        Meeting meeting = new Meeting(number(environment, slurm ? "SLURM_PROCID" : "RANK"), size, PATIENCE);
        if (size == 1) {
            return Ranks.ALONE;
        }
        String host = text(environment, "MASTER_ADDR");
        int port = number(environment, "MASTER_PORT");
        // torchrun listens there itself, and restarts what has failed, which then meets anew.
        return "True".equals(environment.get("TORCHELASTIC_USE_AGENT_STORE"))
                ? meeting.at(host, port, Optional.of(environment.getOrDefault("TORCHELASTIC_RESTART_COUNT", "0")))
                : meeting.at(host, port);
    }

    private static int number(Map<String, String> environment, String name) {
        String text = text(environment, name);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidSettingException(
                    "the environment variable " + name + ": " + text + ", expected a whole number");
        }
    }

    private static String text(Map<String, String> environment, String name) {
        String text = environment.get(name);
        if (text == null) {
            throw new InvalidSettingException("the environment variable " + name
                    + " is missing; expected RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun sets them");
        }
        return text;
    }

    /**
     * Meets the others at an address.
     *
     * @param host of rank 0
     * @param port 1 to 65535, free there: rank 0 listens on it
     * @return the caller's to close
     * @throws LostRankException if the others do not come
     * @throws BiwaaException on systems other than Linux, for which these builds of libtorch have no Gloo
     */
    public Ranks at(String host, int port) {
        return at(host, port, Optional.empty());
    }

    /** @param attempt if another process listens at the port, and all attempts of a training meet there: which one this is */
    private Ranks at(String host, int port, Optional<String> attempt) {
        Engine.load();
        MasterAddress master = new MasterAddress(host, port);
        boolean listens = rank == 0 && attempt.isEmpty();
        return meet(
                () -> {
                    if (!listens) {
                        master.awaitListener(patience);
                    }
                    TCPStoreOptions options = new TCPStoreOptions();
                    options.port((short) port);
                    options.isServer(listens);
                    options.waitWorkers(false);
                    options.timeout(new Milliseconds(patience.toMillis()));
                    Store store = new TCPStore(host, options);
                    // Which only borrows the other one, for as long as the process lives.
                    attempt.ifPresent(number -> store.retainReference());
                    return attempt.<Store>map(number -> new PrefixStore("biwaa/" + number, store))
                            .orElse(store);
                },
                master.ownAddress(),
                master.toString());
    }

    /**
     * Meets the others at a file; for processes of one machine.
     *
     * @param file that does not exist yet
     * @return the caller's to close
     * @throws LostRankException if the others do not come
     * @throws BiwaaException on systems other than Linux, for which these builds of libtorch have no Gloo
     */
    public Ranks at(Path file) {
        Engine.load();
        return meet(() -> new FileStore(file.toString(), size), LOOPBACK, file.toString());
    }

    private Ranks meet(Supplier<Store> store, String address, String place) {
        Engine.load();
        requireGloo();
        long start = System.nanoTime();
        CompletableFuture<Ranks> meeting = new CompletableFuture<>();
        // Another program may listen there, and never answer what libtorch asks of it.
        new Aside("biwaa-meeting").execute(() -> {
            try (PointerScope scope = new PointerScope();
                    SilentOutput silent = new SilentOutput()) {
                Ranks met = meet(store.get(), address, place);
                if (!meeting.complete(met)) {
                    met.close();
                }
            } catch (RuntimeException | Error failure) {
                meeting.completeExceptionally(failure);
            }
        });
        try {
            return meeting.orTimeout(patience.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException wrapped) {
            if (wrapped.getCause() instanceof BiwaaException known) {
                throw known;
            }
            String reason = wrapped.getCause() instanceof TimeoutException
                    ? "whoever listens there does not answer"
                    : firstLine(wrapped.getCause());
            throw new LostRankException(
                    "rank " + rank + " of " + size + " did not meet the others at " + place + ", and gave up after "
                            + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s: " + reason,
                    ". Check that all " + size + " were started, and that the port is free and open.",
                    wrapped.getCause());
        }
    }

    private Ranks meet(Store store, String address, String place) {
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(new Milliseconds(patience.toMillis()));
        options.devices().push_back(ProcessGroupGloo.createDeviceForHostname(address));
        requireUnique(store, place);
        return new ConnectedRanks(store, rank, size, options);
    }

    private void requireUnique(Store store, String place) {
        if (store.add("rank/" + rank, 1) > 1) {
            throw new BiwaaException("another rank " + rank + " has come to " + place
                    + " before. Give each process a RANK of its own, and each training a MASTER_PORT of its own.");
        }
    }

    private static void requireGloo() {
        if (!Loader.getPlatform().startsWith("linux")) {
            throw new BiwaaException(
                    "several ranks need Gloo, which these builds of libtorch have only for Linux; here it is "
                            + Loader.getPlatform() + ". Train in one process here.");
        }
        Loader.load(torch_gloo.class);
    }

    static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
