package io.github.biwaa.cli;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.BenchmarkJob;
import io.github.biwaa.benchmark.SweepFolder;
import io.github.biwaa.file.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Trains jobs side by side, each in a process of its own with a log of its own. */
final class JobPool {
    /** How processes end on Ctrl-C and SIGTERM. */
    private static final Set<Integer> STOPPED = Set.of(129, 130, 143);

    private static final int LONGEST_REASON = 300;

    private final SweepFolder folder;
    private final int workers;
    private final List<String> devices;
    private final SweepDisplay display;
    private final Interruption interruption;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile RuntimeException failure;

    /**
     * @param workers trainings side by side
     * @param devices what they compute on, in turn
     */
    JobPool(SweepFolder folder, int workers, List<String> devices, SweepDisplay display, Interruption interruption) {
        this.interruption = interruption;
        this.folder = folder;
        this.devices = List.copyOf(devices);
        this.workers = workers;
        this.display = display;
    }

    /**
     * Trains all; a training that fails does not keep others from being trained.
     *
     * @return false if the sweep was stopped before its end
     */
    boolean run(List<BenchmarkJob> jobs) {
        Queue<BenchmarkJob> open = new ConcurrentLinkedQueue<>(jobs);
        int threadCount = Math.min(workers, jobs.size());
        try (Interruption.Listening listening = interruption.listen(this::stop)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < threadCount; i++) {
                String device = devices.get(i % devices.size());
                Thread thread = new Thread(() -> work(open, device), "biwaa-sweep-" + i);
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        return !stopping;
    }

    /** Ctrl-C reaches the trainings as well, SIGTERM does not: they are told, and end after the step they are in. */
    private void stop() {
        stopping = true;
        running.forEach(Process::destroy);
    }

    private void work(Queue<BenchmarkJob> open, String device) {
        try {
            for (BenchmarkJob job = open.poll(); job != null && !stopping; job = open.poll()) {
                train(job, device);
            }
        } catch (IOException e) {
            failure = new BiwaaException("cannot run a training: " + AtomicFile.reason(e) + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
        if (failure != null) {
            stopping = true;
        }
    }

    private void train(BenchmarkJob job, String device) throws IOException, InterruptedException {
        Path log = folder.log(job);
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command(job, device));
        builder.redirectError(ProcessBuilder.Redirect.to(log.toFile()));
        // No progress bars in the log.
        builder.environment().put("TERM", "dumb");
        Process process = builder.start();
        running.add(process);
        try {
            folder.began(job, process.toHandle());
            if (stopping) {
                process.destroy();
            }
            display.started(job);
            process.getOutputStream().close();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    display.progress(job, line);
                }
            }
            end(job, process.waitFor());
        } finally {
            running.remove(process);
        }
    }

    private void end(BenchmarkJob job, int exit) {
        if (exit == 0) {
            folder.ended(job);
        } else if (stopping || STOPPED.contains(exit)) {
            folder.ended(job);
            stopping = true;
        } else {
            folder.failed(job, reason(folder.log(job), exit));
        }
        display.ended(folder.outcome(job));
    }

    /** @return the last message in a log, or how the process ended */
    private static String reason(Path log, int exit) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (lines.get(i).startsWith("biwaa: ")) {
                    String reason = lines.get(i).substring("biwaa: ".length());
                    return reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
                }
            }
        } catch (IOException e) {
            // The exit code has to do.
        }
        return exit == 137
                ? "killed, perhaps for lack of memory; see " + log
                : "ended with code " + exit + "; see " + log;
    }

    /** The same Java with the same options as this process. */
    private List<String> command(BenchmarkJob job, String device) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Dbiwaa.terminal=false");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Biwaa.class.getName());
        command.addAll(List.of(
                "train",
                "--config",
                folder.configuration(job).toString(),
                "--out",
                folder.runFolder(job).path().toString(),
                "--device",
                device,
                "--resume",
                "--json"));
        return command;
    }
}
