package io.github.biwaa.cli.train;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adapt.TrainingForecast;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.cli.console.Interruption;
import io.github.biwaa.cli.console.Quoting;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.report.chart.Words;
import io.github.biwaa.report.tensorboard.TensorBoardLog;
import io.github.biwaa.run.RunClaim;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.distributed.Meeting;
import io.github.biwaa.torch.distributed.Ranks;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TrainingResult;
import io.github.biwaa.training.setup.HubNetwork;
import io.github.biwaa.training.setup.RankAgreement;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code biwaa train}: from two domains, of pictures or embeddings, to an adapted model. */
@Command(
        name = "train",
        description = "Trains on labelled pictures (source) and adapts to unlabelled ones (target).",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        modelTransformer = TrainFlags.class,
        customSynopsis = "biwaa train --source PATH --target PATH [OPTIONS]",
        footer = {
            "",
            "Leaves in the folder --out: config.yaml, summary.json, provenance.json, and per run run-N/metrics.csv,"
                    + " scores.npy and model/.",
            "Example:  biwaa train --source catalogue --target phone --backbone resnet18"
        })
public final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with flags as keys; flags given here win.")
    private @Nullable Path config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder (default: runs/<source>-<target>-<method>-<time>).")
    private @Nullable Path out;

    @Option(names = "--overwrite", description = "Replace the training in --out.")
    private boolean overwrite;

    @Option(
            names = "--resume",
            description =
                    "Continue the training in --out from its last checkpoint, with the settings in its config.yaml.")
    private boolean resume;

    @Option(
            names = "--tensorboard",
            paramLabel = "DIR",
            description = "Also write TensorBoard event files into a folder below DIR, named as the run folder.")
    private @Nullable Path tensorboard;

    @Option(
            names = "--json",
            description = "Write lines of JSON to standard output: one per logged step and per run, and about every"
                    + " second one for the current task.")
    private boolean json;

    @Option(
            names = "--ranks",
            paramLabel = "N",
            description = "Processes of this machine that share the backbone's work (default: 1).")
    private int ranks = 1;

    @Option(names = "--verbose", description = "Show the losses of all terms; metrics.csv always has them.")
    private boolean verbose;

    @Override
    public Integer call() {
        if (overwrite && resume) {
            throw new InvalidSettingException("--overwrite and --resume contradict each other");
        }
        refuseRepeatedOptions();
        if (resume && out == null) {
            out = Optional.ofNullable(config)
                    .flatMap(TrainCommand::folderOf)
                    .orElseThrow(() -> new InvalidSettingException(
                            "--resume needs --out, the run folder to continue, or --config with the"
                                    + " config.yaml in it"));
        }
        SettingValues settings = RankProcesses.withThreads(settings(), ranks);
        if (resume && settings.find(DataSettings.TARGET).isEmpty()) {
            throw new InvalidSettingException(nothingToResume(requireNonNull(out)));
        }
        Adaptation adaptation = Adaptation.of(settings).existing(existing());
        adaptation.check();
        // Before others are started, who would refuse it, too.
        RankAgreement.requireWorkToShare(
                ranks, adaptation.configuration(DataFacts.assumed(DataSettings.kind(settings))));
        adaptation.out(out == null ? defaultFolder(settings) : out);
        try (Ranks joined = Meeting.of(System.getenv())) {
            adaptation.ranks(joined);
            json &= joined.rank() == 0;
            tensorboard = joined.rank() == 0 ? tensorboard : null;
            try (RunClaim claim = adaptation.claim();
                    RankProcesses others = RankProcesses.start(ranks, joined, spec.root(), settings, claim.folder());
                    Ranks met = others.meet(joined);
                    Domains<Samples> domains = adaptation.ranks(met).data().read()) {
                return others.explaining(() -> train(adaptation, claim, domains));
            }
        }
    }

    private static String nothingToResume(Path out) {
        String found = Files.isDirectory(out) ? "there is no config.yaml in it" : "there is no such folder";
        return "--resume: no training was begun in " + out + ", for " + found + ". Check the name, or begin one there:"
                + " biwaa train --source PATH --target PATH --out " + Quoting.quoted(out.toString());
    }

    private int train(Adaptation adaptation, RunClaim claim, Domains<Samples> domains) {
        PrintWriter messages = spec.commandLine().getErr();
        TrainingConfiguration configuration = adaptation.configuration(domains);
        RunFolder folder = claim.folder();
        describe(messages, domains, configuration, folder);
        int runsLeft = configuration.runs() - (resume ? folder.finishedRuns().size() : 0);
        TrainingForecast.ofLong(configuration, domains, runsLeft)
                .ifPresent(forecast -> warn(
                        messages,
                        forecast,
                        !configuration.get(TrainingSettings.WEIGHTS).equals(WeightsChoice.NONE)));
        ConsoleProgress shown =
                new ConsoleProgress(messages, json ? spec.commandLine().getOut() : null);
        try (ConsoleProgress progress = verbose ? shown.withAllLosses() : shown;
                Interruption.Listening interruption = Interruption.of(spec).listen(progress::requestStop)) {
            try {
                adaptation.listener(progress);
                TrainingResult result = run(adaptation, claim, domains);
                summarize(messages, result);
                new TrainVerdict(messages)
                        .print(result, configuration.get(DataSettings.TARGET).toString());
                return CommandLine.ExitCode.OK;
            } catch (StoppedException stopped) {
                progress.close();
                messages.println("biwaa: " + stopped.getMessage());
                messages.println("Go on with: biwaa train --resume --out "
                        + Quoting.quoted(folder.path().toString()));
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
    }

    private TrainingResult run(Adaptation adaptation, RunClaim claim, Domains<Samples> domains) {
        if (tensorboard == null) {
            return adaptation.train(claim, domains);
        }
        try (TensorBoardLog log = new TensorBoardLog(tensorboard, claim.folder(), domains.target())) {
            return adaptation.listener(log).train(claim, domains);
        }
    }

    /** The file that says what flags do not: {@code --config}, or what the training to go on with was started with. */
    private Optional<Path> defaults() {
        if (config == null && resume && out != null) {
            return Optional.of(new RunFolder(out).configuration()).filter(Files::exists);
        }
        return Optional.ofNullable(config);
    }

    /** @return the run folder that a configuration lies in, if it does */
    private static Optional<Path> folderOf(Path config) {
        Path file = config.toAbsolutePath().normalize();
        return Optional.ofNullable(file.getParent())
                .filter(folder -> new RunFolder(folder).configuration().equals(file));
    }

    /** Picocli starts a group of options anew where one of them comes twice, and forgets the others. */
    private void refuseRepeatedOptions() {
        for (OptionSpec option : spec.options()) {
            if (option.originalStringValues().size() > 1) {
                throw new InvalidSettingException(option.longestName() + " is given twice; give it once");
            }
        }
    }

    /** What flags say, and the file says what they do not. */
    public SettingValues settings() {
        Map<String, String> texts = new LinkedHashMap<>();
        Optional<Path> file = defaults();
        file.map(SettingsYaml::values).ifPresent(texts::putAll);
        String folder = texts.remove("out");
        out = out == null && folder != null ? Path.of(folder) : out;
        String events = texts.remove("tensorboard");
        tensorboard = tensorboard == null && events != null ? Path.of(events) : tensorboard;
        json |= Boolean.parseBoolean(texts.remove("json"));
        verbose |= Boolean.parseBoolean(texts.remove("verbose"));
        texts.putAll(TrainFlags.given(spec.commandLine()));
        try {
            SettingValues values = TrainingSettings.parse(HubNetwork.resolved(texts));
            return continued(file) ? TrainingConfiguration.withFormerBehaviour(values) : values;
        } catch (InvalidSettingException e) {
            throw file.isEmpty()
                    ? e
                    : new InvalidSettingException("in " + file.get() + " or the flags: " + e.getMessage());
        }
    }

    /** @return whether a file holds all settings of a training that is gone on with */
    private boolean continued(Optional<Path> file) {
        return resume
                && file.flatMap(TrainCommand::folderOf)
                        .map(RunFolder::new)
                        .filter(RunFolder::holdsWork)
                        .isPresent();
    }

    private RunFolder.Existing existing() {
        return overwrite
                ? RunFolder.Existing.OVERWRITE
                : resume ? RunFolder.Existing.RESUME : RunFolder.Existing.REFUSE;
    }

    private static Path defaultFolder(SettingValues settings) {
        String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
        Path from = settings.find(DataSettings.SOURCE).orElseGet(() -> settings.get(TrainingSettings.START_FROM));
        String name = name(from) + "-" + name(settings.get(DataSettings.TARGET)) + "-"
                + TrainingSettings.method(settings).id() + "-" + time;
        return Path.of("runs", name.replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    private static String name(Path domain) {
        Path last = domain.toAbsolutePath().normalize().getFileName();
        String name = last == null ? "root" : last.toString();
        return Files.isRegularFile(domain) ? name.replaceFirst("(?<=.)\\.[^.]*$", "") : name;
    }

    private static void describe(
            PrintWriter messages, Domains<Samples> domains, TrainingConfiguration configuration, RunFolder folder) {
        SampleKind samples = domains.source().kind();
        messages.printf(
                Locale.ROOT,
                "%s, %d classes. Target %s: %,d %s, %s.%n",
                source(domains.source(), configuration),
                domains.source().classes().size(),
                domains.target().name(),
                domains.target().size(),
                samples,
                domains.target().labelled() ? "labels used only to report accuracy" : "no labels");
        messages.printf(
                Locale.ROOT,
                "%s, %s, %s of %,d iterations, %s%d %s a step, into %s%n",
                configuration.get(TrainingSettings.METHOD).id(),
                network(domains, configuration),
                Words.count(configuration.runs(), "run"),
                configuration.get(TrainingSettings.ITERATIONS),
                domains.source().isEmpty() ? "" : configuration.get(TrainingSettings.BATCH_SIZE) + "+",
                configuration.get(TrainingSettings.BATCH_SIZE),
                samples,
                folder.path());
        messages.flush();
    }

    private static String source(Samples source, TrainingConfiguration configuration) {
        return source.isEmpty()
                ? "Model " + configuration.get(TrainingSettings.START_FROM) + " without its source"
                : String.format(Locale.ROOT, "Source %s: %,d %s", source.name(), source.size(), source.kind());
    }

    /** @param pretrained whether the backbone could stay as it is */
    private static void warn(PrintWriter messages, TrainingForecast forecast, boolean pretrained) {
        messages.printf(
                Locale.ROOT,
                "On this processor that takes about %s (measured: %.2f s a step).%s%n",
                ConsoleProgress.duration(forecast.seconds()),
                forecast.secondsPerStep(),
                pretrained
                        ? " With --freeze backbone, which trains only the layers on top, it takes about "
                                + ConsoleProgress.duration(forecast.frozenSeconds()) + "."
                        : "");
        messages.flush();
    }

    private static String network(Domains<Samples> domains, TrainingConfiguration configuration) {
        OptionalInt width = domains.target().width();
        return width.isPresent()
                ? width.getAsInt() + " features"
                        + configuration
                                .find(TrainingSettings.FEATURE_SCALE)
                                .map(scale -> " x " + scale)
                                .orElse("")
                : configuration.get(TrainingSettings.BACKBONE).name();
    }

    private static void summarize(PrintWriter messages, TrainingResult result) {
        messages.println();
        messages.println("run  iterations   seconds  accuracy on the target");
        for (RunSummary run : result.runs()) {
            messages.printf(
                    Locale.ROOT,
                    "%3d  %10d  %8.1f  %s%n",
                    run.run(),
                    run.iterations(),
                    run.seconds(),
                    TargetAccuracy.of(run));
        }
        messages.println("Model: " + result.model());
        messages.flush();
    }
}
