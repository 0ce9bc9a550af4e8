package io.github.biwaa.cli;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adapt.AdaptationAnswer;
import io.github.biwaa.adapt.AdaptationEvents;
import io.github.biwaa.adapt.AdaptationPlan;
import io.github.biwaa.adapt.DataReview;
import io.github.biwaa.adapt.GuidedAdaptation;
import io.github.biwaa.adapt.PlannedTraining;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.cli.console.ConsoleReport;
import io.github.biwaa.cli.console.Interruption;
import io.github.biwaa.data.ClassRenames;
import io.github.biwaa.image.cache.CacheDirectory;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.report.Report;
import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.training.TrainingListener;
import io.github.biwaa.training.setup.HubNetwork;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code biwaa adapt}: from two folders to a model and an answer, in some time. */
@Command(
        name = "adapt",
        description = {
            "Trains a model for unlabelled pictures in a given time, and says how good it probably is.",
            "Looks at the data, measures this machine, makes a plan that fits the time, trains several methods and"
                    + " chooses the best without labels of the target."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "To continue after an interruption, run the same command again. Each training is a run folder"
                    + " below --out, which biwaa train can repeat.",
            "The answer goes to standard output, all else to standard error.",
            "Example:  biwaa adapt catalogue phone --time 15m"
        })
final class AdaptCommand implements Callable<Integer> {
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(s|m|min|h)");

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "Labelled pictures: a folder with a folder per class.")
    private Path source;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The pictures to adapt to; labels are not needed.")
    private Path target;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "15m",
            description = "How long everything may take, such as 90s, 15m or 2h (default: ${DEFAULT-VALUE}).")
    private String time;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where everything goes (default: runs/<source>-<target>-adapt).")
    private @Nullable Path out;

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            description = "The network to use (default: the best that fits the time).")
    private @Nullable String backbone;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Its starting weights, with --backbone (default: imagenet, downloaded once).")
    private @Nullable String weights;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where decoded pictures, features and downloaded weights are kept (default: the user's cache"
                    + " folder).")
    private @Nullable Path cache;

    @Option(
            names = "--rename",
            paramLabel = "FOLDER=CLASS,...",
            description = "The class of a folder in source or target that has another name: laptop_computer=laptop.")
    private @Nullable String rename;

    @Override
    public Integer call() {
        GuidedAdaptation adaptation = new GuidedAdaptation(
                source,
                target,
                out == null ? defaultFolder() : out,
                seconds(time),
                network(),
                Optional.ofNullable(cache),
                rename == null ? ClassRenames.NONE : DataSettings.RENAME.parse(rename));
        PrintWriter messages = spec.commandLine().getErr();
        Screen screen = new Screen(messages);
        try (screen;
                Interruption.Listening interruption = Interruption.of(spec).listen(screen::requestStop)) {
            long start = System.nanoTime();
            AdaptationAnswer answer = adaptation.run(screen);
            screen.close();
            report(answer, messages);
            new AdaptScreens(spec.commandLine().getOut()).answer(answer, target, (System.nanoTime() - start) / 1e9);
            return CommandLine.ExitCode.OK;
        } catch (StoppedException stopped) {
            messages.println("biwaa: " + stopped.getMessage());
            messages.println("The same command continues.");
            messages.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** Without feature maps, which take most of the time of a report. */
    private static void report(AdaptationAnswer answer, PrintWriter messages) {
        Report report = new Report(new ConsoleReport(messages));
        report.mapPoints(0);
        Stream.of(answer.baseline(), answer.best()).distinct().forEach(one -> {
            RecordedTraining training = RecordedTraining.read(one.folder());
            report.add(training, TrainingConfiguration.read(training.folder().configuration()));
        });
        report.write(answer.folder().resolve("report.html"));
    }

    private Optional<GuidedAdaptation.Network> network() {
        if (backbone == null && weights != null) {
            throw new InvalidSettingException(
                    "weights: " + weights + ", but no backbone; expected --backbone NAME with it");
        }
        return Optional.ofNullable(backbone).map(name -> {
            Optional<HubNetwork> hub = HubNetwork.of(name, cache == null ? CacheDirectory.standard() : cache);
            WeightsChoice usual = hub.map(HubNetwork::weights).orElseGet(() -> WeightsChoice.usual(Backbones.of(name)));
            return new GuidedAdaptation.Network(
                    hub.map(HubNetwork::backbone).orElse(name), weights == null ? usual : WeightsChoice.named(weights));
        });
    }

    static double seconds(String time) {
        Matcher matcher = TIME.matcher(time);
        if (!matcher.matches()) {
            throw new InvalidSettingException("time: " + time + ", expected a number with s, m or h, such as 15m");
        }
        double number = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> number;
            case "h" -> number * 3600;
            default -> number * 60;
        };
    }

    /** Without a time in its name: the same command continues. */
    private Path defaultFolder() {
        String name = name(source) + "-" + name(target) + "-adapt";
        return Path.of("runs", name.replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    private static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? "pictures" : last.toString();
    }

    /** Shows on standard error how it goes: one bar from the first training to the last. */
    private static final class Screen implements AdaptationEvents, AutoCloseable {
        private final PrintWriter messages;
        private final ConsoleProgress progress;

        Screen(PrintWriter messages) {
            this.messages = messages;
            this.progress = new ConsoleProgress(messages);
        }

        void requestStop() {
            progress.requestStop();
        }

        @Override
        public boolean stopRequested() {
            return progress.stopRequested();
        }

        @Override
        public void noted(String message) {
            progress.noted(message);
        }

        @Override
        public void planned(List<Phase> phases) {
            progress.planned(phases);
        }

        @Override
        public void advanced(Task task, long done, long total) {
            progress.advanced(task, done, total);
        }

        @Override
        public void reviewed(DataReview review) {
            progress.close();
            new AdaptScreens(messages).review(review);
        }

        @Override
        public void planned(AdaptationPlan plan, boolean continued) {
            progress.close();
            new AdaptScreens(messages).plan(plan, continued);
            messages.println();
            messages.flush();
        }

        @Override
        public TrainingListener training(PlannedTraining training, TrainingConfiguration configuration) {
            progress.noted("Training " + training.name());
            return progress;
        }

        @Override
        public void trained(PlannedTraining training) {}

        @Override
        public void close() {
            progress.close();
        }
    }
}
