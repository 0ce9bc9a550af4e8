package io.github.biwaa.cli.train;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.benchmark.ProcessRunner;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.settings.MachineSettings;
import io.github.biwaa.torch.distributed.LostRankException;
import io.github.biwaa.torch.distributed.Meeting;
import io.github.biwaa.torch.distributed.Ranks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The other ranks of a training: processes of this machine that run the same command. There may be none. */
final class RankProcesses implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    /** How the command begins what it says when it fails. */
    private static final String MESSAGE = "biwaa: ";

    private static final long SECONDS_TO_END = 10;
    /** What ends a rank is known a moment after it has left the others. */
    private static final long SECONDS_TO_EXPLAIN = 3;
    /** For ranks that are told to end because one of them is lost. */
    private static final long SECONDS_TO_GIVE_UP = 2;

    private final List<Process> processes = new ArrayList<>();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final RunFolder folder;
    private final int port;
    private boolean oneIsLost;

    private RankProcesses(int ranks, List<String> command, RunFolder folder) {
        this.folder = folder;
        try {
            port = freePort();
            for (int rank = 1; rank < ranks; rank++) {
                start(rank, ranks, command);
            }
        } catch (IOException e) {
            close();
            throw new BiwaaException("cannot start the other ranks: " + AtomicFile.reason(e) + ".", e);
        }
    }

    /**
     * Starts ranks 1 to N - 1, unless this process is one of several already.
     *
     * @param ranks N
     * @param joined what this process is started as
     * @param root whose arguments the others are given
     * @param settings which say how many threads each has
     * @param folder where their messages go: rank-1.log, rank-2.log, ...
     */
    static RankProcesses start(int ranks, Ranks joined, CommandSpec root, SettingValues settings, RunFolder folder) {
        if (ranks == 1 || !joined.isAlone()) {
            return new RankProcesses(1, List.of(), folder);
        }
        List<String> command = new ArrayList<>(
                ProcessRunner.sameProgram(root.userObject().getClass().getName()));
        Iterator<String> arguments =
                root.commandLine().getParseResult().originalArgs().iterator();
        while (arguments.hasNext()) {
            String argument = arguments.next();
            if (argument.equals("--ranks") || argument.equals("--threads")) {
                arguments.next();
            } else if (!argument.startsWith("--ranks=") && !argument.startsWith("--threads=")) {
                command.add(argument);
            }
        }
        command.addAll(List.of("--threads", "" + settings.get(MachineSettings.THREADS)));
        return new RankProcesses(ranks, command, folder);
    }

    /**
     * Shares the threads out.
     *
     * @param ranks N
     * @throws InvalidSettingException if there is no such number of ranks
     */
    static SettingValues withThreads(SettingValues settings, int ranks) {
        if (ranks < 1) {
            throw new InvalidSettingException("--ranks: " + ranks + ", expected at least 1");
        }
        int threads = settings.find(MachineSettings.THREADS)
                .orElseGet(() -> Runtime.getRuntime().availableProcessors());
        return ranks == 1 ? settings : settings.with(MachineSettings.THREADS, Math.max(1, threads / ranks));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    private void start(int rank, int ranks, List<String> command) throws IOException {
        Path log = folder.path().resolve("rank-" + rank + ".log");
        Files.deleteIfExists(log);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "RANK", "" + rank,
                        "LOCAL_RANK", "" + rank,
                        "WORLD_SIZE", "" + ranks,
                        "MASTER_ADDR", LOOPBACK,
                        "MASTER_PORT", "" + port,
                        "TERM", "dumb"));
        Process process = builder.start();
        process.getOutputStream().close();
        processes.add(process);
        process.onExit().thenAccept(ended -> {
            if (ended.exitValue() != 0) {
                failure.complete("rank " + rank + " ended with exit code " + ended.exitValue() + lastMessage(log)
                        + "; its log is " + log);
            }
        });
    }

    /** What a rank says last is why it ended: that another one is lost, for example. */
    private static String lastMessage(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith(MESSAGE))
                    .reduce((earlier, later) -> later)
                    .map(line -> " (" + line.substring(MESSAGE.length()) + ")")
                    .orElse("");
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    /**
     * Meets them.
     *
     * @param joined what this process is if there are none
     * @return the caller's to close
     * @throws BiwaaException if one of them ends before
     */
    Ranks meet(Ranks joined) {
        if (processes.isEmpty()) {
            return joined;
        }
        CompletableFuture<Ranks> meeting = CompletableFuture.supplyAsync(
                () -> new Meeting(0, processes.size() + 1, Meeting.PATIENCE).at(LOOPBACK, port));
        CompletableFuture.anyOf(meeting.handle((ranks, problem) -> ""), failure).join();
        if (!meeting.isDone()) {
            throw lost(failure.join());
        }
        try {
            Ranks met = meeting.join();
            failure.thenAccept(met::lose);
            return met;
        } catch (CompletionException e) {
            throw e.getCause() instanceof BiwaaException expected ? expected : e;
        }
    }

    private BiwaaException lost(String what) {
        oneIsLost = true;
        return new BiwaaException(
                what + ". What was saved last is resumed with: biwaa train --resume --out " + folder.path());
    }

    /** Runs what needs the others, and says which of them has failed if it loses one. */
    int explaining(IntSupplier work) {
        try {
            return work.getAsInt();
        } catch (LostRankException lost) {
            if (processes.isEmpty()) {
                throw lost;
            }
            failure.completeOnTimeout(lost.what(), SECONDS_TO_EXPLAIN, TimeUnit.SECONDS);
            throw lost(failure.join());
        }
    }

    /** Waits for them to end; ends those that do not. */
    @Override
    public void close() {
        if (oneIsLost) {
            processes.forEach(Process::destroy);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(oneIsLost ? SECONDS_TO_GIVE_UP : SECONDS_TO_END);
        for (Process process : processes) {
            try {
                if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
