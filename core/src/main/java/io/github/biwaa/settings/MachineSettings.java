package io.github.biwaa.settings;

import static io.github.biwaa.setting.SampleKind.PICTURES;
import static io.github.biwaa.setting.SettingGroup.MACHINE;

import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.ValueType;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.Precision;

/** The settings that say how the machine is used and what is done when numbers go wrong. */
public final class MachineSettings {
    /** In which numbers is computed. */
    public static final Setting<Precision> PRECISION = Setting.of("precision", ValueType.choice(Precision.values()))
            .group(MACHINE)
            .help("Precision of backbone and bottleneck: float32, bf16 or float64")
            .alsoKnownAs("dtype", "amp")
            .before(Precision.FLOAT32)
            .defaultsTo(Precision.FLOAT32);

    /** Where is computed. */
    public static final Setting<DeviceChoice> DEVICE = Setting.of(
                    "device", ValueType.text("DEVICE", "a device", DeviceChoice::new, DeviceChoice::setting))
            .group(MACHINE)
            .help("Where to compute: cpu, cuda:0, cuda:1, ..., or auto, the first GPU if there is one")
            .alsoKnownAs("gpu", "gpu-id")
            .free()
            .defaultsTo(DeviceChoice.AUTO);

    /** Whether a GPU gives equal bits for equal trainings. */
    public static final Setting<Boolean> DETERMINISTIC = Setting.onOff("deterministic")
            .group(MACHINE)
            .help("Equal trainings give equal bits on a GPU, too, but are slower; on the CPU, they always do")
            .free()
            .defaultsTo(false);

    /** Whether a GPU repeats a recorded step. */
    public static final Setting<Boolean> CUDA_GRAPH = Setting.onOff("cuda-graph")
            .group(MACHINE)
            .help("Record the step on a GPU once and repeat it, which takes less of the CPU; not yet run on a GPU")
            .free()
            .defaultsTo(false);

    /** Whether each of several ranks normalises by what it sees itself. */
    public static final Setting<Boolean> LOCAL_BATCH_NORM = Setting.onOff("local-batch-norm")
            .group(MACHINE)
            .help("With several ranks: batch norm uses the statistics of each rank's part of a batch, which is"
                    + " faster and changes results")
            .only(PICTURES)
            .before(false)
            .defaultsTo(false);

    /** Compute threads of libtorch. */
    public static final Setting<Integer> THREADS = Setting.whole("threads")
            .group(MACHINE)
            .help("Compute threads; results depend on their number")
            .range(Range.atLeast(1))
            .free()
            .follows("all cores", known -> Runtime.getRuntime().availableProcessors());

    /** Batches prepared at once. */
    public static final Setting<Integer> LOADER_THREADS = Setting.whole("loader-threads")
            .group(MACHINE)
            .help("Threads that prepare batches; results do not depend on them")
            .alsoKnownAs("workers", "num-workers")
            .range(Range.atLeast(1))
            .free()
            .defaultsTo(1);

    /** Pictures scored at once. */
    public static final Setting<Integer> EVALUATION_BATCH = Setting.whole("evaluation-batch")
            .group(MACHINE)
            .help("Pictures per batch when scoring")
            .alsoKnownAs("eval-batch-size")
            .range(Range.atLeast(1))
            .free()
            .defaultsTo(32);

    /** Steps between two rows of metrics.csv. */
    public static final Setting<Integer> LOG_EVERY = Setting.whole("log-every")
            .group(MACHINE)
            .help("Steps between rows of metrics.csv")
            .alsoKnownAs("print-freq", "log-interval")
            .range(Range.atLeast(1))
            .free()
            .defaultsTo(10);

    /** Steps between two checkpoints that are scored. */
    public static final Setting<Integer> EVALUATE_EVERY = Setting.whole("evaluate-every")
            .group(MACHINE)
            .label("STEPS")
            .help("Steps between two scorings of the target, with and without labels, in summary.json")
            .alsoKnownAs("test-interval", "eval-interval")
            .range(Range.atLeast(0))
            .defaultsTo(0, "the last step alone");

    /** Steps between two checkpoints to resume from. */
    public static final Setting<Integer> CHECKPOINT_EVERY = Setting.whole("checkpoint-every")
            .group(MACHINE)
            .label("STEPS")
            .help("Steps between checkpoints from which a resumed training can continue")
            .alsoKnownAs("save-every", "save-interval")
            .range(Range.atLeast(0))
            .free()
            .defaultsTo(0, "one every five minutes, and at the end of each run");

    /** What happens when a loss is no number. */
    public static final Setting<OnNan> ON_NAN = Setting.of("on-nan", ValueType.choice(OnNan.values()))
            .group(MACHINE)
            .help("When a loss is NaN or infinite: stop, or skip the step and continue")
            .free()
            .defaultsTo(OnNan.STOP);

    /** What happens when there is surely too little memory. */
    public static final Setting<OnLowMemory> ON_LOW_MEMORY = Setting.of(
                    "on-low-memory", ValueType.choice(OnLowMemory.values()))
            .group(MACHINE)
            .help("When a training certainly needs more memory than there is: stop before it begins, or warn")
            .free()
            .defaultsTo(OnLowMemory.STOP);

    private MachineSettings() {}
}
