package io.github.biwaa.benchmark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.SweepFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Trains each job in a process of its own, by {@code biwaa train} with the Java, the options and the class path of this process. */
public final class ProcessRunner implements JobRunner {
    private final String mainClass;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** @param mainClass the class of the command, io.github.biwaa.cli.Biwaa; must be on the class path of this process */
    public ProcessRunner(String mainClass) {
        this.mainClass = mainClass;
    }

    @Override
    public boolean run(SweepFolder folder, BenchmarkJob job, String device, SweepListener listener)
            throws IOException, InterruptedException {
        Path log = folder.log(job);
        ProcessBuilder builder = new ProcessBuilder(command(folder, job, device));
        builder.redirectError(ProcessBuilder.Redirect.to(log.toFile()));
        // No progress bars in the log.
        builder.environment().put("TERM", "dumb");
        Process process = builder.start();
        running.add(process);
        try {
            folder.began(job, process.toHandle());
            listener.jobStarted(job);
            if (stopping) {
                process.destroy();
            }
            process.getOutputStream().close();
            TrainingLines told = new TrainingLines(listener.listenerOf(job));
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    told.tell(line);
                }
            }
            TrainingEnd end = new TrainingEnd(process.waitFor(), log);
            if (end.isWhole()) {
                return true;
            }
            if (stopping || end.isStopped()) {
                return false;
            }
            throw new BiwaaException(end.reason());
        } finally {
            running.remove(process);
        }
    }

    /** Ctrl-C reaches the trainings as well, SIGTERM does not. */
    @Override
    public void stop() {
        stopping = true;
        running.forEach(Process::destroy);
    }

    private List<String> command(SweepFolder folder, BenchmarkJob job, String device) {
        List<String> command = new ArrayList<>(sameProgram(mainClass));
        command.addAll(arguments(
                folder.configuration(job).toString(),
                folder.runFolder(job).path().toString(),
                device));
        return command;
    }

    /**
     * @param configuration the file with its settings
     * @param runFolder where it goes
     * @param device to compute on, such as cpu or cuda:0
     * @return what {@code biwaa} is called with for a training of a sweep, which writes {@link TrainingLines}
     */
    public static List<String> arguments(String configuration, String runFolder, String device) {
        return List.of(
                "train", "--config", configuration, "--out", runFolder, "--device", device, "--resume", "--json");
    }

    /** @return how the Java of this process is started once more, with its options and its class path, up to the name of the class */
    public static List<String> sameProgram(String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Dbiwaa.terminal=false");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        return command;
    }
}
