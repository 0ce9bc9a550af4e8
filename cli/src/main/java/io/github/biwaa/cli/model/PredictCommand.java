package io.github.biwaa.cli.model;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.cli.console.BatchOptions;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.cli.console.Interruption;
import io.github.biwaa.cli.console.ListOptions;
import io.github.biwaa.cli.console.PlacementOptions;
import io.github.biwaa.data.ClassRenames;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.EmbeddingReader;
import io.github.biwaa.data.LabelLocation;
import io.github.biwaa.data.PictureReader;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.model.Views;
import io.github.biwaa.prediction.ClassFolders;
import io.github.biwaa.prediction.ClusterPrediction;
import io.github.biwaa.prediction.OutputFormat;
import io.github.biwaa.prediction.PredictionListener;
import io.github.biwaa.prediction.PredictionOutcome;
import io.github.biwaa.prediction.Predictor;
import io.github.biwaa.prediction.RowFormat;
import io.github.biwaa.prediction.ScoresFile;
import io.github.biwaa.prediction.Sureness;
import io.github.biwaa.samples.Features;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code biwaa predict}: the classes of pictures or embeddings, a row each. */
@Command(
        name = "predict",
        description = "Predicts the class of each picture, one row per picture; if there are labels, also prints"
                + " the accuracy.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "biwaa predict --model RUN --images PATH [OPTIONS]",
        footer = {
            "",
            "Rows go to standard output or --out, accuracy and messages to standard error. A picture that cannot be"
                    + " read has its row, too;",
            "if there are any, the exit code is 1, or 0 with --skip-broken.",
            "Example:  biwaa predict --model runs/demo/biwaa --images phone --out phone.csv --copy-to sorted"
        })
public final class PredictCommand implements Callable<Integer> {
    /** What a cluster does not do, or decides itself. */
    private static final List<String> OF_THIS_MACHINE = List.of(
            "--copy-to",
            "--scores",
            "--min-probability",
            "--unknown",
            "--threads",
            "--loader-threads",
            "--device",
            "--precision");

    private static final Progress.Task CLASSIFYING = new Progress.Task("classifying");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "RUN",
            required = true,
            description = "A run folder (its last finished run counts), a run-N folder or a model folder.")
    private Path model;

    @Option(
            names = "--images",
            paramLabel = "PATH",
            required = true,
            description = "A folder, a picture or a list file; or embeddings: .npy, .npz, .csv or .mat.")
    private Path images;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the rows go (default: standard output).")
    private @Nullable Path out;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "csv",
            description = "csv, or jsonl with one JSON object per line; with --spark also parquet (default:"
                    + " ${DEFAULT-VALUE}).")
    private String format;

    @Option(
            names = "--top-k",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of classes per row, the most likely first (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description = "Also write the probabilities of all classes, [N, K] as .npy, for --guide of biwaa train.")
    private @Nullable Path scores;

    @Option(
            names = "--ten-crop",
            description = "Take the mean over corners and centre, plain and mirrored; ten times the work.")
    private boolean tenCrop;

    @Mixin
    private final SurenessOptions sureness = new SurenessOptions();

    @Option(
            names = "--copy-to",
            paramLabel = "DIR",
            description = "Copy each picture into a folder of its class there; nothing is overwritten.")
    private @Nullable Path copyTo;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "Labels of embeddings, as --target-labels of biwaa train; pictures have theirs in folders or the"
                            + " list.")
    private @Nullable String labels;

    @Mixin
    private final ListOptions list = new ListOptions();

    @Option(
            names = "--skip-broken",
            description =
                    "Pictures that cannot be read do not make the exit code 1; lines of a list that name no picture"
                            + " are left out.")
    private boolean skipBroken;

    @Option(names = "--overwrite", description = "Replace existing files --out and --scores.")
    private boolean overwrite;

    @Mixin
    private final BatchOptions batches = new BatchOptions();

    @Option(
            names = "--loader-threads",
            paramLabel = "N",
            description = "Threads that decode pictures while the network computes (default: all cores).")
    private @Nullable Integer loaderThreads;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = "Classify on an Apache Spark cluster, such as spark://host:7077 or local[2]; --out is then a"
                    + " folder. SPARK_HOME must name Spark 4.0.")
    private @Nullable String spark;

    @Mixin
    private final PlacementOptions computing = new PlacementOptions();

    private final AtomicBoolean stopRequested = new AtomicBoolean();
    private boolean readerLeft;

    @Override
    public Integer call() {
        return spark == null ? predictHere() : predictOn(spark);
    }

    private int predictOn(String master) {
        for (String option : OF_THIS_MACHINE) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new InvalidSettingException("--spark does not go with " + option + "; expected one of both");
            }
        }
        if (out == null) {
            throw new InvalidSettingException("--spark writes rows to --out, which is missing");
        }
        BatchOptions.atLeastOne("top-k", topK);
        if (location().kind() == SampleKind.EMBEDDINGS) {
            throw new InvalidSettingException("--spark: not for embeddings; expected pictures");
        }
        refuseWhatIsThere();
        Path folder = ModelLocation.resolve(model);
        ModelDescription description = ModelFolder.describe(folder);
        description.requirePictures("classify pictures");
        ClusterPrediction cluster = ClusterPrediction.find();
        long start = System.nanoTime();
        PredictionOutcome outcome = cluster.predict(new ClusterPrediction.Request(
                master,
                folder.toAbsolutePath().toString(),
                PictureReader.readForPrediction(location(), description.classes(), skipBroken),
                out.toAbsolutePath().toString(),
                format,
                overwrite,
                topK,
                tenCrop ? Views.TEN_CROP : Views.CENTRE,
                sureness.calibrated(),
                batches.batchSize()));
        summary(outcome, List.of(), start);
        return exitCode(outcome);
    }

    private int exitCode(PredictionOutcome outcome) {
        return outcome.broken() > 0 && !skipBroken ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private int predictHere() {
        int computeThreads = batches.threads();
        int decodingThreads = BatchOptions.atLeastOne("loader-threads", BatchOptions.orAllCores(loaderThreads));
        int batchSize = batches.batchSize();
        Placement placement = computing.placement();
        DomainLocation location = location();
        Views views = tenCrop ? Views.TEN_CROP : Views.CENTRE;
        Optional<Sureness> sure =
                sureness.sureness(model, views, spec.commandLine().getErr());
        RowFormat rows =
                OutputFormat.named(format).rows(location.kind() == SampleKind.EMBEDDINGS ? "row" : "path", topK, sure);
        refuseWhatIsThere();
        Engine.useThreads(computeThreads);
        long start = System.nanoTime();
        try (Classifier classifier = sureness.classifier(Model.load(model, placement), views);
                Interruption.Listening interruption = Interruption.of(spec).listen(() -> stopRequested.set(true))) {
            Predictor predictor = new Predictor(classifier, batchSize, decodingThreads, sure);
            PredictionOutcome outcome = location.kind() == SampleKind.EMBEDDINGS
                    ? embeddings(predictor, location, classifier, rows)
                    : pictures(predictor, location, classifier, rows, sure);
            if (readerLeft) {
                // As in biwaa predict ... | head: whoever reads has what was wanted.
                return CommandLine.ExitCode.OK;
            }
            summary(outcome, classifier.classes(), start);
            return exitCode(outcome);
        } catch (StoppedException stopped) {
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** A signal came. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Paths of a list are shown as one would open them from here. */
    private DomainLocation location() {
        DomainLocation location = new DomainLocation(
                images,
                list.root().or(() -> Optional.of(folderOf(images))),
                Optional.empty(),
                false,
                list.allowOutsideRoot(),
                Optional.ofNullable(labels).map(LabelLocation::named),
                list.stripPrefix(),
                ClassRenames.NONE);
        if (location.kind() == SampleKind.EMBEDDINGS) {
            refuseForEmbeddings("--ten-crop", tenCrop);
            refuseForEmbeddings("--copy-to", copyTo != null);
        } else if (labels != null) {
            throw new InvalidSettingException("labels: " + labels + ", but " + images
                    + " is not a file of embeddings (.npy, .npz, .csv, .mat); the labels of pictures come from"
                    + " their folders or from the list");
        }
        return location;
    }

    private static Path folderOf(Path file) {
        return file.getParent() == null ? Path.of("") : file.getParent();
    }

    private void refuseForEmbeddings(String option, boolean given) {
        if (given) {
            throw new InvalidSettingException(option + ": not for embeddings; expected it left out");
        }
    }

    private void refuseWhatIsThere() {
        refuseIfThere(out, "--out");
        refuseIfThere(scores, "--scores");
        if (copyTo != null && Files.isDirectory(images) && normal(copyTo).startsWith(normal(images))) {
            throw new InvalidSettingException("copy-to: " + copyTo + " lies in the folder of the pictures, " + images
                    + "; expected a folder outside, or the copies would be pictures of the next run");
        }
    }

    private void refuseIfThere(@Nullable Path file, String option) {
        if (file != null && Files.exists(file) && !overwrite) {
            throw new BiwaaException(
                    file + " is there already. Use --overwrite to replace it, or another " + option + ".");
        }
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private PredictionOutcome pictures(
            Predictor predictor,
            DomainLocation location,
            Classifier classifier,
            RowFormat rows,
            Optional<Sureness> sure) {
        classifier.description().requirePictures("classify pictures");
        Pictures pictures = sure.isPresent() && sure.get().othersUnknown()
                ? PictureReader.readWithUnknown(location, classifier.classes(), skipBroken)
                : PictureReader.readForPrediction(location, classifier.classes(), skipBroken);
        Optional<ClassFolders> copies =
                Optional.ofNullable(copyTo).map(to -> new ClassFolders(to, classifier.classes(), sure));
        return scoring(
                rows,
                pictures.size(),
                classifier.classes().size(),
                listener -> predictor.pictures(pictures, copies, listener));
    }

    private PredictionOutcome embeddings(
            Predictor predictor, DomainLocation location, Classifier classifier, RowFormat rows) {
        try (Features embeddings = EmbeddingReader.readForPrediction(location, classifier.classes())) {
            return scoring(
                    rows,
                    embeddings.size(),
                    classifier.classes().size(),
                    listener -> predictor.embeddings(embeddings, listener));
        }
    }

    private PredictionOutcome scoring(
            RowFormat rows, int size, int classes, Function<PredictionListener, PredictionOutcome> predictions) {
        if (scores == null) {
            return writing(rows, size, predictions);
        }
        PredictionOutcome[] outcome = new PredictionOutcome[1];
        ScoresFile.write(
                scores,
                size,
                classes,
                file -> outcome[0] = writing(
                        rows,
                        size,
                        listener -> predictions.apply(prediction -> {
                            file.accept(prediction);
                            // A reader that leaves has seen enough of the rows, not of the scores.
                            return listener.predicted(prediction) || readerLeft;
                        })));
        return outcome[0];
    }

    private PredictionOutcome writing(
            RowFormat rows, int size, Function<PredictionListener, PredictionOutcome> predictions) {
        if (out == null) {
            return write(rows, predictions, PredictionOutput.standardOutput(System.out));
        }
        PredictionOutcome[] outcome = new PredictionOutcome[1];
        try (ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr())) {
            int[] done = {0};
            PredictionOutput.toFile(
                    out,
                    file -> outcome[0] = write(rows, predictions, text -> {
                        progress.advanced(CLASSIFYING, Math.min(size, done[0]++), size);
                        return file.write(text);
                    }));
        }
        return outcome[0];
    }

    private PredictionOutcome write(
            RowFormat rows, Function<PredictionListener, PredictionOutcome> predictions, PredictionOutput output) {
        output.write(rows.header());
        return predictions.apply(prediction -> {
            if (stopRequested.get()) {
                // Said here and now: the process ends as soon as it is let go.
                spec.commandLine().getErr().println("biwaa: stopped; the predictions are incomplete.");
                throw new StoppedException();
            }
            readerLeft = !output.write(rows.row(prediction));
            return !readerLeft;
        });
    }

    private void summary(PredictionOutcome outcome, List<String> classes, long start) {
        PredictionSummary.print(
                spec.commandLine().getErr(),
                outcome,
                classes,
                (System.nanoTime() - start) / 1e9,
                Optional.ofNullable(out));
    }
}
