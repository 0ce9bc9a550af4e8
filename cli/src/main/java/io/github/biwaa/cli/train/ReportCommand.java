package io.github.biwaa.cli.train;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.cli.console.ConsoleReport;
import io.github.biwaa.report.Report;
import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.settings.TrainingConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code biwaa report}: what trainings did, on one page. */
@Command(
        name = "report",
        description = {
            "Shows on one page whether an adaptation worked and why.",
            "The page is a single file that needs no network: a verdict with or without labels, pictures that"
                    + " trainings disagree on, feature maps, curves, pictures, settings. Several trainings stand side by"
                    + " side."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  biwaa report runs/demo/dann runs/demo/biwaa --out comparison.html"})
public final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders, as `biwaa train --out` names them.")
    private List<Path> folders;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the page goes (default: report.html in the first run folder).")
    private @Nullable Path out;

    @Option(
            names = "--brief",
            description = "Leave out everything that needs the pictures and networks: feature maps, pictures, numbers"
                    + " per class.")
    private boolean brief;

    @Option(names = "--quick", description = "Leave out feature maps, which take most of the time.")
    private boolean quick;

    @Option(
            names = "--map-points",
            paramLabel = "N",
            description = "Largest number of samples per domain in a feature map (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + Report.DEFAULT_MAP_POINTS)
    private int mapPoints;

    @Override
    public Integer call() {
        PrintWriter messages = spec.commandLine().getErr();
        Report report = new Report(new ConsoleReport(messages));
        report.mapPoints(quick ? 0 : mapPoints);
        List<RecordedTraining> trainings =
                folders.stream().map(RecordedTraining::read).toList();
        for (RecordedTraining training : trainings) {
            if (brief || training.lastFinished().isEmpty()) {
                report.add(training);
            } else {
                addWithPictures(report, training, messages);
            }
        }
        Path file = out == null ? folders.get(0).resolve("report.html") : out;
        report.write(file);
        messages.println("Written: " + file);
        messages.flush();
        return CommandLine.ExitCode.OK;
    }

    private static void addWithPictures(Report report, RecordedTraining training, PrintWriter messages) {
        TrainingConfiguration configuration;
        try {
            configuration = TrainingConfiguration.read(training.folder().configuration());
        } catch (BiwaaException e) {
            messages.println(training.name() + ": pictures and features are left out: " + e.getMessage());
            report.add(training, "Pictures, predictions and features are left out: " + e.getMessage());
            return;
        }
        report.add(training, configuration);
    }
}
