package io.github.biwaa.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.run.PlanReport;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.run.TaskReport;
import io.github.biwaa.training.TrainingListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Trains each job in a process of its own, by {@code biwaa train} with the Java, the options and the class path of this process. */
public final class ProcessRunner implements JobRunner {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** How processes end on Ctrl-C and SIGTERM. */
    private static final Set<Integer> STOPPED = Set.of(129, 130, 143);

    private static final int KILLED = 137;
    private static final int LONGEST_REASON = 300;

    private final String mainClass;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** @param mainClass the class of the command, io.github.biwaa.cli.Biwaa; must be on the class path of this process */
    public ProcessRunner(String mainClass) {
        this.mainClass = mainClass;
    }

    @Override
    public boolean run(SweepFolder folder, BenchmarkJob job, String device, TrainingListener listener)
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
            if (stopping) {
                process.destroy();
            }
            process.getOutputStream().close();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    tell(listener, line);
                }
            }
            int exit = process.waitFor();
            if (exit == 0) {
                return true;
            }
            if (stopping || STOPPED.contains(exit)) {
                return false;
            }
            throw new BiwaaException(reason(log, exit));
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

    private static void tell(TrainingListener listener, String line) {
        try {
            JsonNode node = MAPPER.readTree(line);
            if (node.has("iteration")) {
                listener.stepLogged(MAPPER.treeToValue(node, StepReport.class));
            } else if (node.has("phases")) {
                listener.planned(MAPPER.treeToValue(node, PlanReport.class).phases());
            } else if (node.has("task")) {
                TaskReport task = MAPPER.treeToValue(node, TaskReport.class);
                listener.advanced(task.task(), task.done(), task.total());
            } else if (node.has("run")) {
                listener.runFinished(MAPPER.treeToValue(node, RunSummary.class));
            }
        } catch (JsonProcessingException e) {
            // A library may have written to standard output; the training itself goes on.
        }
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
        return exit == KILLED
                ? "killed, perhaps for lack of memory; see " + log
                : "ended with code " + exit + "; see " + log;
    }

    private List<String> command(SweepFolder folder, BenchmarkJob job, String device) {
        List<String> command = new ArrayList<>(sameProgram(mainClass));
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
