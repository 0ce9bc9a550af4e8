package io.github.biwaa.cli;

import io.github.biwaa.adaptation.MethodSettings;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.Weighting;
import io.github.biwaa.chain.Chain;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.settings.ComputeSettings;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.DeviceSettings;
import io.github.biwaa.settings.OnLowMemory;
import io.github.biwaa.settings.OnNan;
import io.github.biwaa.settings.SamplingSettings;
import io.github.biwaa.settings.ScheduleSettings;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.training.Adaptation;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags that describe a training. Their names are the keys of config.yaml. */
final class TrainOptions {
    @ArgGroup(validate = false, heading = "%nPictures or embeddings:%n", order = 1)
    private final DomainOptions domains = new DomainOptions();

    @ArgGroup(validate = false, heading = "%nMethod:%n", order = 2)
    private final MethodOptions method = new MethodOptions();

    @ArgGroup(validate = false, heading = "%nNetwork:%n", order = 3)
    private final NetworkOptions network = new NetworkOptions();

    @ArgGroup(validate = false, heading = "%nSchedule:%n", order = 4)
    private final Schedule schedule = new Schedule();

    @ArgGroup(validate = false, heading = "%nMachine:%n", order = 5)
    private final Machine machine = new Machine();

    private static final class MethodOptions {
        @Option(
                names = "--method",
                paramLabel = "NAME",
                defaultValue = "biwaa",
                description = "source-only, dann, cdan, cdan-e, mcc, mstn or biwaa (default: ${DEFAULT-VALUE}).")
        private String method;

        @Option(
                names = "--lambda",
                paramLabel = "X",
                defaultValue = "" + MethodSettings.DEFAULT_LAMBDA,
                description = "Norm of the feature weights (default: ${DEFAULT-VALUE}).")
        private double lambda;

        @Option(
                names = "--weighting",
                paramLabel = "NAME",
                defaultValue = "both",
                description = "Whose features biwaa weights: none, source, target or both (default: ${DEFAULT-VALUE}).")
        private Weighting weighting;

        @Option(
                names = "--semantic-matching",
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                description = "Match class centroids in biwaa (default: yes).")
        private boolean semanticMatching;

        @Option(
                names = "--discriminator-width",
                paramLabel = "N",
                defaultValue = "" + MethodSettings.DEFAULT_DISCRIMINATOR_WIDTH,
                description = "Width of the discriminator (default: ${DEFAULT-VALUE}).")
        private int discriminatorWidth;

        @Option(
                names = "--discriminator-dropout",
                paramLabel = "X",
                defaultValue = "" + MethodSettings.DEFAULT_DISCRIMINATOR_DROPOUT,
                description = "Dropout of the discriminator (default: ${DEFAULT-VALUE}).")
        private double discriminatorDropout;

        @Option(
                names = "--balance-source",
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                description = "Source batches visit all classes alike (default: yes).")
        private boolean balanceSource;

        @Option(
                names = "--align-target",
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                description =
                        "From the second run on, target batches visit all predicted classes alike (default: yes).")
        private boolean alignTarget;

        @Option(
                names = "--blend-prior",
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                description = "From the second run on, pseudo-labels start from earlier runs (default: yes).")
        private boolean blendPrior;

        @Option(
                names = "--between-runs",
                paramLabel = "NAME",
                description =
                        "once: a single run; align: each run samples the target by what earlier ones predict (ILDA) (default: align for biwaa, else once).")
        private String betweenRuns;

        @Option(
                names = "--ilda",
                negatable = true,
                hidden = true,
                defaultValue = "false",
                fallbackValue = "true",
                description = "The earlier name of --between-runs align.")
        private boolean ilda;

        private Optional<Chain> chain() {
            return Optional.ofNullable(betweenRuns)
                    .or(() -> ilda ? Optional.of("align") : Optional.empty())
                    .map(Chains::named);
        }
    }

    private static final class Schedule {
        @Option(
                names = "--runs",
                paramLabel = "N",
                defaultValue = "" + ScheduleSettings.DEFAULT_RUNS,
                description =
                        "Runs that biwaa, or any method with --between-runs align, chains (default: ${DEFAULT-VALUE}).")
        private int runs;

        @Option(
                names = "--iterations",
                paramLabel = "N",
                description = "Steps per run (default: one per target picture, 300 to 5004).")
        private Integer iterations;

        @Option(
                names = "--batch-size",
                paramLabel = "N",
                defaultValue = "" + ScheduleSettings.DEFAULT_BATCH_SIZE,
                description = "Pictures per domain and step (default: ${DEFAULT-VALUE}).")
        private int batchSize;

        @Option(
                names = "--lr",
                paramLabel = "X",
                defaultValue = "" + ScheduleSettings.DEFAULT_LEARNING_RATE,
                description =
                        "Learning rate of the backbone at the start; heads learn ten times faster (default: ${DEFAULT-VALUE}).")
        private double learningRate;

        @Option(
                names = "--ramp",
                paramLabel = "X",
                description = "Length of the schedules lam and reversal in steps (default: 4 x iterations).")
        private Double ramp;

        @Option(
                names = "--prior-horizon",
                paramLabel = "X",
                description =
                        "Steps by which a run's own predictions take over from earlier runs' (default: iterations / 10).")
        private Double priorHorizon;

        @Option(
                names = "--prior-weight",
                paramLabel = "X",
                description = "How much earlier runs count (default: 10 with ten crops, 1 with one view).")
        private Double priorWeight;

        @Option(
                names = "--prior-decay",
                paramLabel = "X",
                defaultValue = "" + Prior.DECAY,
                description =
                        "How much an older run counts against the next newer one, 0 to 1 (default: ${DEFAULT-VALUE}).")
        private double priorDecay;

        @Option(
                names = "--label-update",
                paramLabel = "X",
                defaultValue = "" + PseudoLabels.UPDATE,
                description =
                        "Weight of a picture's newest prediction in its pseudo-label, above 0 to 1 (default: ${DEFAULT-VALUE}).")
        private double labelUpdate;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "" + ScheduleSettings.DEFAULT_SEED,
                description = "Decides everything random (default: ${DEFAULT-VALUE}).")
        private long seed;
    }

    private static final class Machine {
        @Option(
                names = "--precision",
                paramLabel = "NAME",
                defaultValue = "float32",
                description =
                        "What backbone and bottleneck compute in: float32, bf16 or float64 (default: ${DEFAULT-VALUE}).")
        private String precision;

        @Option(
                names = "--device",
                paramLabel = "DEVICE",
                defaultValue = "auto",
                description =
                        "Where to compute: cpu, cuda:0, cuda:1, ..., or auto, the first GPU if there is one (default: ${DEFAULT-VALUE}).")
        private String device;

        @Option(
                names = "--deterministic",
                negatable = true,
                defaultValue = "false",
                fallbackValue = "true",
                description =
                        "Equal bits for equal trainings on a GPU, too, which is slower; the CPU gives them anyway.")
        private boolean deterministic;

        @Option(
                names = "--threads",
                paramLabel = "N",
                description = "Compute threads; results depend on their number (default: all cores).")
        private Integer threads;

        @Option(
                names = "--loader-threads",
                paramLabel = "N",
                defaultValue = "" + ComputeSettings.DEFAULT_LOADER_THREADS,
                description =
                        "Threads that prepare batches; results do not depend on them (default: ${DEFAULT-VALUE}).")
        private int loaderThreads;

        @Option(
                names = "--evaluation-batch",
                paramLabel = "N",
                defaultValue = "" + ComputeSettings.DEFAULT_EVALUATION_BATCH,
                description = "Pictures scored at once (default: ${DEFAULT-VALUE}).")
        private int evaluationBatch;

        @Option(
                names = "--log-every",
                paramLabel = "N",
                defaultValue = "" + ComputeSettings.DEFAULT_LOG_EVERY,
                description = "Steps between rows of metrics.csv (default: ${DEFAULT-VALUE}).")
        private int logEvery;

        @Option(
                names = "--evaluate-every",
                paramLabel = "STEPS",
                defaultValue = "0",
                description =
                        "Steps between checkpoints whose scores, with and without labels, go to summary.json (default: the last step alone).")
        private int evaluateEvery;

        @Option(
                names = "--checkpoint-every",
                paramLabel = "STEPS",
                defaultValue = "0",
                description =
                        "Steps between checkpoints that --resume goes on from (default: one every five minutes, and at the end of each run).")
        private int checkpointEvery;

        @Option(
                names = "--on-nan",
                paramLabel = "NAME",
                defaultValue = "stop",
                description =
                        "When a loss is NaN or infinite: stop, or skip the step and go on (default: ${DEFAULT-VALUE}).")
        private String onNan;

        @Option(
                names = "--on-low-memory",
                paramLabel = "NAME",
                defaultValue = "stop",
                description =
                        "When a training surely needs more memory than there is: stop before it begins, or warn (default: ${DEFAULT-VALUE}).")
        private String onLowMemory;
    }

    /**
     * The training that the flags describe, yet without its run folder.
     *
     * @throws io.github.biwaa.InvalidSettingException if source or target are missing
     */
    Adaptation adaptation() {
        DataSettings data = domains.data();
        Adaptation adaptation = Adaptation.of(data.source(), data.target())
                .skipBroken(data.skipBroken())
                .method(method.method)
                .terms(new MethodSettings(
                        method.lambda,
                        method.weighting,
                        method.semanticMatching,
                        method.discriminatorWidth,
                        method.discriminatorDropout))
                .sampling(new SamplingSettings(
                        method.balanceSource, method.alignTarget, method.blendPrior, method.chain()))
                .runs(schedule.runs)
                .batchSize(schedule.batchSize)
                .learningRate(schedule.learningRate)
                .priorDecay(schedule.priorDecay)
                .labelUpdate(schedule.labelUpdate)
                .seed(schedule.seed)
                .loaderThreads(machine.loaderThreads)
                .evaluationBatch(machine.evaluationBatch)
                .logEvery(machine.logEvery)
                .evaluateEvery(machine.evaluateEvery)
                .checkpointEvery(machine.checkpointEvery)
                .onNan(OnNan.named(machine.onNan))
                .onLowMemory(OnLowMemory.named(machine.onLowMemory))
                .device(new DeviceSettings(
                        new DeviceChoice(machine.device), Precision.named(machine.precision), machine.deterministic));
        data.cache().ifPresent(adaptation::cache);
        network.applyTo(adaptation);
        if (!data.source().holdsEmbeddings()) {
            network.applyPicturesTo(adaptation.exifOrientation(domains.orientation()));
        }
        ifGiven(schedule.iterations, adaptation::iterations);
        ifGiven(schedule.ramp, adaptation::ramp);
        ifGiven(schedule.priorHorizon, adaptation::priorHorizon);
        ifGiven(schedule.priorWeight, adaptation::priorWeight);
        ifGiven(machine.threads, adaptation::threads);
        return adaptation;
    }

    /** What no flag says follows from other settings. */
    static <T> void ifGiven(T value, Consumer<T> setting) {
        if (value != null) {
            setting.accept(value);
        }
    }
}
