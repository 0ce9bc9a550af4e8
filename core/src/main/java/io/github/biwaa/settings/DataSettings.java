package io.github.biwaa.settings;

import static io.github.biwaa.setting.SampleKind.PICTURES;
import static io.github.biwaa.setting.SettingGroup.DATA;

import io.github.biwaa.data.ClassRenames;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.DomainReader;
import io.github.biwaa.data.LabelLocation;
import io.github.biwaa.image.cache.CacheDirectory;
import io.github.biwaa.image.decode.Background;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.setting.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the pictures are and how they are read.
 *
 * @param source the labelled domain; empty if a finished model is adapted without it
 * @param target the other domain
 * @param skipBroken whether pictures that cannot be read are left out instead of stopping the training before it begins
 * @param cache where decoded pictures are kept; empty for the user's cache folder
 * @param model the finished model that is started from, if one is
 */
public record DataSettings(
        Optional<DomainLocation> source,
        DomainLocation target,
        boolean skipBroken,
        Optional<Path> cache,
        Optional<Path> model) {
    /** Where the labelled samples are. */
    public static final Setting<Path> SOURCE = Setting.of("source", places())
            .group(DATA)
            .help("Labelled pictures: a folder with a folder per class, or a list file. Or embeddings: .npy,"
                    + " .npz, .csv or .mat. Not for shot, aad and adabn, which adapt a finished model without a"
                    + " source")
            .alsoKnownAs("src", "source-domain", "train")
            .optional();

    /** What the paths of a source list are relative to. */
    public static final Setting<Path> SOURCE_ROOT = Setting.path("source-root")
            .group(DATA)
            .label("DIR")
            .help("What the paths of a source list are relative to")
            .only(PICTURES)
            .optional("the list's folder");

    /** Where the labels of source embeddings are. */
    public static final Setting<LabelLocation> SOURCE_LABELS = Setting.of("source-labels", labels())
            .group(DATA)
            .help("Labels of embeddings: a file (.npy, .npz, .csv, .mat, .txt), or an array or column in the"
                    + " source's, or last for its last column")
            .optional();

    /** Where the samples to adapt to are. */
    public static final Setting<Path> TARGET = Setting.of("target", places())
            .group(DATA)
            .help("The pictures to adapt to, a folder or a list file, or the embeddings. Labels are not needed")
            .alsoKnownAs("tgt", "target-domain")
            .optional();

    /** What the paths of a target list are relative to. */
    public static final Setting<Path> TARGET_ROOT = Setting.path("target-root")
            .group(DATA)
            .label("DIR")
            .help("What the paths of a target list are relative to")
            .only(PICTURES)
            .optional("the list's folder");

    /** Where the labels of target embeddings are. */
    public static final Setting<LabelLocation> TARGET_LABELS = Setting.of("target-labels", labels())
            .group(DATA)
            .help("The same for the target; used only to report accuracy")
            .optional();

    /** A file with the names of the classes. */
    public static final Setting<Path> CLASSES = Setting.path("classes")
            .group(DATA)
            .label("FILE")
            .help("Class names, one per line, in the order of their numbers")
            .alsoKnownAs("class-names", "labels")
            .optional();

    /** Whether sub-folders and numbers of the target mean nothing. */
    public static final Setting<Boolean> TARGET_UNLABELLED = Setting.onOff("target-unlabelled")
            .group(DATA)
            .help("Do not read the target's sub-folders and numbers as labels")
            .alsoKnownAs("target-unlabeled")
            .defaultsTo(false);

    /** Whether lists may name files outside their root. */
    public static final Setting<Boolean> ALLOW_OUTSIDE_ROOT = Setting.onOff("allow-outside-root")
            .group(DATA)
            .help("Lists may name files outside their root")
            .only(PICTURES)
            .defaultsTo(false);

    /** What is taken off the beginning of paths in lists. */
    public static final Setting<String> STRIP_PREFIX = Setting.of(
                    "strip-prefix", ValueType.text("PATH", "the beginning of a path", text -> text, text -> text))
            .group(DATA)
            .help("Removes this beginning from the paths in lists, for lists made on another machine")
            .only(PICTURES)
            .optional();

    /** What class folders are to be called instead. */
    public static final Setting<ClassRenames> RENAME = Setting.of("rename", ClassRenames.TYPE)
            .group(DATA)
            .help("The class of a folder in source or target that has another name: laptop_computer=laptop")
            .only(PICTURES)
            .optional();

    /** Share of each class of the source that is not trained on. */
    public static final Setting<Double> HOLD_OUT = Setting.number("hold-out")
            .group(DATA)
            .help("Share of each source class that is kept out of the training, 0 to below 1, to calibrate the"
                    + " model's probabilities and to estimate the accuracy on an unlabelled target")
            .alsoKnownAs("val-split", "validation-split")
            .range(new Range<>(share -> share >= 0 && share < 1, "0, or a number above 0 and below 1"))
            .before(0.0)
            .defaultsTo(0.0);

    /** Labels of some of the target. */
    public static final Setting<Path> TARGET_LABELLED = Setting.path("target-labelled")
            .group(DATA)
            .label("PATH")
            .help("Labels of some target pictures, from which the training learns: a table (path, label), a"
                    + " list file, a folder per class with copies of them, or a folder that biwaa review has"
                    + " written to")
            .alsoKnownAs("target-labeled", "few-shot")
            .optional();

    /** How much of the target's batches is labelled. */
    public static final Setting<Double> TARGET_LABELLED_SHARE = Setting.number("target-labelled-share")
            .group(DATA)
            .help("Share of the labelled pictures in each target batch, above 0 and below 1")
            .range(new Range<>(share -> share > 0 && share < 1, "a number above 0 and below 1"))
            .before(0.25)
            .defaultsTo(0.25);

    /** How many of the target's labels only measure. */
    public static final Setting<Double> TARGET_LABELLED_APART = Setting.number("target-labelled-apart")
            .group(DATA)
            .help("Of the pictures that a review chose at random, the share that measures the accuracy and is"
                    + " not trained on, 0 to 1")
            .range(new Range<>(share -> share >= 0 && share <= 1, "a number from 0 to 1"))
            .before(0.5)
            .defaultsTo(0.5);

    /** Whether pictures that cannot be read are left out. */
    public static final Setting<Boolean> SKIP_BROKEN = Setting.onOff("skip-broken")
            .group(DATA)
            .help("Leave out pictures that cannot be read instead of refusing to train")
            .only(PICTURES)
            .defaultsTo(false);

    /** What transparent pixels are laid on. */
    public static final Setting<Background> BACKGROUND = Setting.of(
                    "background",
                    ValueType.text("COLOUR", "white, black, #rrggbb or none", Background::new, Background::colour))
            .group(DATA)
            .help("The colour under transparent pixels: white, black, #rrggbb, or none to ignore transparency"
                    + " as benchmarks do")
            .only(PICTURES)
            .before(Background.NONE)
            .defaultsTo(Background.WHITE, "white; benchmarks do not");

    /** Where decoded pictures and downloaded weights are kept. */
    public static final Setting<Path> CACHE = Setting.path("cache")
            .group(DATA)
            .label("DIR")
            .help("Where decoded pictures and downloaded weights are kept")
            .alsoKnownAs("cache-dir")
            .free()
            .optional("the user's cache folder");

    /**
     * Reads both domains, or the target alone where there is no source; its classes are then the model's.
     *
     * @return the caller's to close
     * @throws io.github.biwaa.BiwaaException as {@link DomainReader#read}, or if there is no model
     */
    public Domains<Samples> read() {
        if (source.isPresent()) {
            return DomainReader.read(source.get(), target, skipBroken);
        }
        List<String> classes =
                ModelFolder.describe(ModelLocation.resolve(model.orElseThrow())).classes();
        return DomainReader.readTarget(target, classes, skipBroken);
    }

    /** @return the folder of decoded pictures and downloaded weights */
    public Path cacheFolder() {
        return cache.orElseGet(CacheDirectory::standard);
    }

    /** @return the settings by which source and target are at these places */
    public static SettingValues values(DomainLocation source, DomainLocation target) {
        SettingValues values = place(SettingValues.EMPTY, source, SOURCE, SOURCE_ROOT, SOURCE_LABELS);
        values = place(values, target, TARGET, TARGET_ROOT, TARGET_LABELS);
        values = with(values, CLASSES, source.classesFile());
        values = with(values, TARGET_UNLABELLED, Optional.of(true).filter(on -> target.unlabelled()));
        values = with(values, ALLOW_OUTSIDE_ROOT, Optional.of(true).filter(on -> source.allowOutsideRoot()));
        values = with(values, STRIP_PREFIX, source.stripPrefix().or(target::stripPrefix));
        return with(
                values, RENAME, Optional.of(source.renames()).filter(renames -> !renames.equals(ClassRenames.NONE)));
    }

    private static SettingValues place(
            SettingValues values,
            DomainLocation location,
            Setting<Path> path,
            Setting<Path> root,
            Setting<LabelLocation> labels) {
        return with(with(values.with(path, location.path()), root, location.root()), labels, location.labels());
    }

    private static <T> SettingValues with(SettingValues values, Setting<T> setting, Optional<T> value) {
        return value.map(present -> values.with(setting, present)).orElse(values);
    }

    /** @return what complete settings say */
    static DataSettings of(SettingValues values) {
        Optional<String> prefix = values.find(STRIP_PREFIX);
        boolean outside = values.find(ALLOW_OUTSIDE_ROOT).orElse(false);
        ClassRenames renames = values.find(RENAME).orElse(ClassRenames.NONE);
        return new DataSettings(
                values.find(SOURCE)
                        .map(path -> new DomainLocation(
                                path,
                                values.find(SOURCE_ROOT),
                                values.find(CLASSES),
                                false,
                                outside,
                                values.find(SOURCE_LABELS),
                                prefix,
                                renames)),
                new DomainLocation(
                        values.get(TARGET),
                        values.find(TARGET_ROOT),
                        Optional.empty(),
                        values.get(TARGET_UNLABELLED),
                        outside,
                        values.find(TARGET_LABELS),
                        prefix,
                        renames),
                values.find(SKIP_BROKEN).orElse(false),
                values.find(CACHE),
                values.find(TrainingSettings.START_FROM));
    }

    /**
     * The kind of samples that a training is on, by the name of the source's file, or of the target's where there is no source.
     *
     * @throws InvalidSettingException if source, target or model is missing, or there is a source that the method does not take
     */
    public static SampleKind kind(SettingValues chosen) {
        NeededDomains.check(chosen);
        return DomainLocation.of(chosen.find(SOURCE).orElseGet(() -> chosen.get(TARGET)))
                .kind();
    }

    /** Samples in memory have no path. */
    private static ValueType<Path> places() {
        return ValueType.text(
                "PATH",
                "a path",
                Path::of,
                path -> DomainLocation.of(path).inMemory()
                        ? path.toString()
                        : path.toAbsolutePath().normalize().toString());
    }

    private static ValueType<LabelLocation> labels() {
        return ValueType.text(
                "FILE",
                "a file of labels, or the name of an array or column",
                LabelLocation::named,
                LabelLocation::setting);
    }
}
