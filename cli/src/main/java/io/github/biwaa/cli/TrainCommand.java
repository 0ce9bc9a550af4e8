package io.github.biwaa.cli;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.training.DataSettings;
import io.github.biwaa.training.DomainPair;
import io.github.biwaa.training.RunFolder;
import io.github.biwaa.training.RunSummary;
import io.github.biwaa.training.Training;
import io.github.biwaa.training.TrainingConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code biwaa train}: from two folders of pictures to an adapted model. */
@Command(
        name = "train",
        description = "Trains on labelled pictures (source) and adapts to unlabelled ones (target).",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Leaves in the folder --out: config.yaml, summary.json, and per run run-N/metrics.csv, scores.npy and model/.",
            "Example:  biwaa train --source catalogue --target phone --backbone squeezenet1_0 --weights squeezenet1_0.safetensors"
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final TrainOptions options = new TrainOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with flags as keys; flags given here win.")
    private Path config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder (default: runs/<source>-<target>-<method>-<time>).")
    private Path out;

    @Option(names = "--overwrite", description = "Replace a training that --out already holds.")
    private boolean overwrite;

    @Option(
            names = "--resume",
            description = "Keep the finished runs that --out already holds and go on with the next.")
    private boolean resume;

    @Option(names = "--json", description = "Write a line of JSON per logged step and per run to standard output.")
    private boolean json;

    @Override
    public Integer call() {
        if (config != null && spec.defaultValueProvider() == null) {
            return againWithDefaultsFrom(config);
        }
        if (overwrite && resume) {
            throw new InvalidSettingException("--overwrite and --resume contradict each other");
        }
        DataSettings data = options.data();
        options.checkNetwork();
        DomainPair domains = DomainPair.read(data);
        TrainingConfiguration configuration =
                options.configuration(data, domains.target().size());
        RunFolder folder = new RunFolder(out == null ? defaultFolder(domains, configuration.method()) : out);
        PrintWriter messages = spec.commandLine().getErr();
        describe(messages, domains, configuration, folder);
        try (ConsoleProgress progress =
                new ConsoleProgress(messages, json ? spec.commandLine().getOut() : null, configuration)) {
            Interruption interruption = Interruption.install(progress, messages, folder);
            try {
                Training training = new Training(configuration, domains, folder, progress, progress);
                summarize(messages, training.run(existing()), folder);
            } finally {
                interruption.remove();
            }
        }
        return CommandLine.ExitCode.OK;
    }

    /** Parses the same arguments once more, now that it is known where defaults come from. */
    private int againWithDefaultsFrom(Path file) {
        CommandLine again = new CommandLine(new TrainCommand());
        CommandLine parent = spec.parent().commandLine();
        again.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(parent.getExecutionExceptionHandler())
                .setOut(spec.commandLine().getOut())
                .setErr(spec.commandLine().getErr());
        again.setDefaultValueProvider(new YamlDefaults(file, spec));
        List<String> arguments = spec.commandLine().getParseResult().expandedArgs();
        return again.execute(arguments.toArray(String[]::new));
    }

    private RunFolder.Existing existing() {
        return overwrite
                ? RunFolder.Existing.OVERWRITE
                : resume ? RunFolder.Existing.RESUME : RunFolder.Existing.REFUSE;
    }

    private static Path defaultFolder(DomainPair domains, String method) {
        String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
        String name = domains.source().name() + "-" + domains.target().name() + "-" + method + "-" + time;
        return Path.of("runs", name.replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    private static void describe(
            PrintWriter messages, DomainPair domains, TrainingConfiguration configuration, RunFolder folder) {
        messages.printf(
                "Source %s: %,d pictures, %d classes. Target %s: %,d pictures, %s.%n",
                domains.source().name(),
                domains.source().size(),
                domains.source().classes().size(),
                domains.target().name(),
                domains.target().size(),
                domains.target().labelled() ? "labels for reporting alone" : "no labels");
        messages.printf(
                "%s, %s, %d run(s) of %,d iterations, %d+%d pictures a step, into %s%n",
                configuration.method(),
                configuration.network().backbone(),
                configuration.runs(),
                configuration.schedule().iterations(),
                configuration.schedule().batchSize(),
                configuration.schedule().batchSize(),
                folder.path());
        messages.flush();
    }

    private static void summarize(PrintWriter messages, List<RunSummary> runs, RunFolder folder) {
        messages.println();
        messages.println("run  iterations   seconds  accuracy on the target");
        for (RunSummary run : runs) {
            String accuracy = run.targetAccuracy() == null
                    ? "no labels"
                    : String.format(Locale.ROOT, "%.1f %%", 100 * run.targetAccuracy());
            messages.printf(
                    Locale.ROOT, "%3d  %10d  %8.1f  %s%n", run.run(), run.iterations(), run.seconds(), accuracy);
        }
        messages.println("Model: " + folder.model(runs.get(runs.size() - 1).run()));
        messages.flush();
    }
}
