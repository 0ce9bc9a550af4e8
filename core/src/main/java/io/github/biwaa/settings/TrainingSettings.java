package io.github.biwaa.settings;

import static io.github.biwaa.setting.SampleKind.EMBEDDINGS;
import static io.github.biwaa.setting.SampleKind.PICTURES;
import static io.github.biwaa.setting.SettingGroup.DATA;
import static io.github.biwaa.setting.SettingGroup.NETWORK;
import static io.github.biwaa.setting.SettingGroup.SCHEDULE;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.chain.Chain;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.setting.Known;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingList;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.setting.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of network, method and schedule, each declared once, and those of whole trainings. A new one is declared here, beside the others of its
 * kind, or by the method it belongs to; nothing else lists it. */
public final class TrainingSettings {
    private static final String DEFAULT_METHOD = "biwaa";
    private static final String DEFAULT_BACKBONE = "resnet50";

    /** A finished model that a training starts from, heads included. */
    public static final Setting<Path> START_FROM = Setting.path("start-from")
            .group(NETWORK)
            .label("MODEL")
            .help("Start from a finished model, with its classifier, in place of weights: a run folder, a run-N folder"
                    + " or a model folder")
            .alsoKnownAs("init-from", "finetune-from", "resume-from")
            .optional();

    /** What turns pictures into features. */
    public static final Setting<BackboneKind> BACKBONE = Setting.of(
                    "backbone", ValueType.text("NAME", "a backbone", Backbones::of, BackboneKind::setting))
            .group(NETWORK)
            .help("resnet18/34/50/101/152, vgg11/13/16/19 (also _bn), alexnet, squeezenet1_0/1_1, mobilenet_v2 (also"
                    + " _tf), one of timm's names such as vit_base_patch16_224 (docs/backbones.md), lenet or dtn; hf:OWNER/NAME,"
                    + " a model of the Hugging Face hub with its weights, downloaded once; or an .onnx or .ts file")
            .alsoKnownAs("model", "arch", "architecture", "network")
            .only(PICTURES)
            .consistent((backbone, all) -> Backbones.requireOwnName(backbone))
            .follows(DEFAULT_BACKBONE, known -> StartingDefaults.backbone(known)
                    .orElseGet(() -> Backbones.of(DEFAULT_BACKBONE)));

    /** What the backbone starts from. */
    public static final Setting<WeightsChoice> WEIGHTS = Setting.of(
                    "weights", ValueType.text("FILE", "a file", WeightsChoice::named, WeightsChoice::setting))
            .group(NETWORK)
            .help("Starting weights: imagenet (torchvision's, downloaded once), a .safetensors, .pth or .pt file or a"
                    + " folder of the Hugging Face hub, hf:OWNER/NAME, or none")
            .alsoKnownAs("pretrained", "checkpoint")
            .only(PICTURES)
            .consistent((weights, all) -> weights.check(
                    all.get(TrainingSettings.BACKBONE), all.find(START_FROM).isPresent()))
            .follows(
                    "imagenet; none for lenet and dtn; those in the file of an ONNX or TorchScript backbone",
                    known -> StartingDefaults.weights(known)
                            .orElseGet(() -> WeightsChoice.usual(known.get(TrainingSettings.BACKBONE))));

    /** Which part of the network keeps its starting weights. */
    public static final Setting<Freeze> FREEZE = Setting.of(
                    "freeze", ValueType.text("NAME", "a stage", Freeze::new, Freeze::id))
            .group(NETWORK)
            .help("none; a stage of the backbone, such as layer2: do not train it and the stages before it; or"
                    + " backbone: train only bottleneck and heads, on features computed once")
            .only(PICTURES)
            .consistent((freeze, all) -> {
                freeze.check(all.get(BACKBONE));
                if (!freeze.equals(Freeze.NONE) && all.get(WEIGHTS).equals(WeightsChoice.NONE)) {
                    throw new InvalidSettingException("freeze: " + freeze.id()
                            + " needs weights; what is frozen without weights has learnt nothing");
                }
            })
            .follows("none; backbone for an ONNX file", known -> Freeze.usual(known.get(TrainingSettings.BACKBONE)));

    /** How often the last residual branch is left out while training. */
    public static final Setting<Double> STOCHASTIC_DEPTH = Setting.number("stochastic-depth")
            .group(NETWORK)
            .help("Leave residual branches out at random while training: the probability for the last block,"
                    + " from 0 to below 1; for transformers, ConvNeXt, Swin, MobileNet and EfficientNet")
            .alsoKnownAs("drop-path", "drop-path-rate")
            .only(PICTURES)
            .range(new Range<>(rate -> rate >= 0 && rate < 1, "a number from 0 to below 1"))
            .defaultsTo(0.0);

    /** Augmented views kept per picture when the backbone is frozen. */
    public static final Setting<Integer> FROZEN_VIEWS = Setting.whole("frozen-views")
            .group(NETWORK)
            .help("Augmented views kept per picture of a frozen backbone, at least 1")
            .only(PICTURES)
            .range(Range.atLeast(1))
            .defaultsTo(10);

    /** Width of the bottleneck. */
    public static final Setting<Integer> BOTTLENECK = Setting.whole("bottleneck")
            .group(NETWORK)
            .help("Width of the bottleneck, 0 for none")
            .alsoKnownAs("bottleneck-dim")
            .range(new Range<>(width -> width >= 0, "at least 1, or 0 for none"))
            .follows("" + AdaptationNetwork.BOTTLENECK_WIDTH, known -> StartingDefaults.model(known)
                    .map(ModelDescription::bottleneckWidth)
                    .orElse(AdaptationNetwork.BOTTLENECK_WIDTH));

    /** Whether each embedding loses the mean of its numbers. */
    public static final Setting<Boolean> CENTRE_FEATURES = Setting.onOff("centre-features")
            .group(NETWORK)
            .help("Subtract from each embedding the mean of its numbers, before scaling; for scores of classes,"
                    + " which share a large offset")
            .alsoKnownAs("center-features", "center")
            .only(EMBEDDINGS)
            .before(false)
            .follows("", known -> StartingDefaults.model(known)
                    .map(ModelDescription::centred)
                    .orElse(false));

    /** Whether features at hand are scaled so that semantic matching does not diverge. What was chosen is in {@link #FEATURE_SCALE}, which decides. */
    public static final Setting<Boolean> STABLE_SCALE = Setting.onOff("stable-scale")
            .group(NETWORK)
            .help("Make the default of feature-scale smaller if semantic matching would diverge otherwise; for"
                    + " frozen backbones and embeddings, with sgd")
            .free()
            .before(false)
            .defaultsTo(true, "yes; benchmarks do not");

    /** What features are multiplied by before the bottleneck. It has no value until the features are at hand, if it follows from them. */
    public static final Setting<Double> FEATURE_SCALE = Setting.number("feature-scale")
            .group(NETWORK)
            .help("Factor for the backbone's features, or the embeddings, before the bottleneck, above 0")
            .range(Range.aboveZero())
            .mayFollow(
                    "1; the SqueezeNets 0.05; embeddings: 15 / mean norm of the source; smaller by stable-scale",
                    TrainingSettings::featureScale);

    /** Width and height in pixels of what the network sees. */
    public static final Setting<Integer> IMAGE_SIZE = Setting.whole("image-size")
            .group(NETWORK)
            .help("Pixels of a view")
            .alsoKnownAs("crop", "crop-size", "img-size", "input-size", "resolution")
            .only(PICTURES)
            .follows("the backbone's own: mostly 224; lenet 28, dtn 32", known -> StartingDefaults.model(known)
                    .map(model -> model.requiredPreprocessing().crop())
                    .orElseGet(() -> known.get(BACKBONE).defaultSize()));

    /** 3 for colour, 1 for grey. */
    public static final Setting<Integer> CHANNELS = Setting.whole("channels")
            .group(NETWORK)
            .help("3 for colour, 1 for grey")
            .only(PICTURES)
            .consistent((channels, all) -> all.get(BACKBONE).preprocessing(all.get(IMAGE_SIZE), channels))
            .follows("3; lenet 1", known -> StartingDefaults.model(known)
                    .map(model -> model.requiredPreprocessing().channels())
                    .orElseGet(() -> known.get(BACKBONE).defaultChannels()));

    /** Whether pictures are turned upright. */
    public static final Setting<Boolean> EXIF_ORIENTATION = Setting.onOff("exif-orientation")
            .group(DATA)
            .help("Turn pictures upright as their EXIF data say")
            .only(PICTURES)
            .defaultsTo(true, "yes; benchmarks do not");

    /** Training views. */
    public static final Setting<AugmentationPreset> AUGMENTATION = Setting.of(
                    "augmentation", ValueType.choice(AugmentationPreset.values()))
            .group(NETWORK)
            .help("Training views: standard, gentle, digits or none")
            .alsoKnownAs("transform")
            .only(PICTURES)
            .follows(
                    "standard; digits for lenet and dtn",
                    known -> known.get(BACKBONE).input().showsDigits()
                            ? AugmentationPreset.DIGITS
                            : AugmentationPreset.STANDARD);

    /** The fixed views that pictures are scored by. */
    public static final Setting<Views> VIEWS = Setting.of("views", ValueType.choice(Views.values()))
            .group(NETWORK)
            .help("Views with which pictures are scored: ten-crop or centre")
            .only(PICTURES)
            .follows(
                    "ten-crop; centre for lenet and dtn",
                    known -> known.get(BACKBONE).input().showsDigits() ? Views.CENTRE : Views.TEN_CROP);

    /** The way to adapt. */
    public static final Setting<Method> METHOD = Setting.of(
                    "method", ValueType.text("NAME", "a method", Methods::named, Method::id))
            .help("source-only, dann, cdan, cdan-e, mcc, cdan-mcc, bnm, coral, mmd, mstn, biwaa or gsde; for a"
                    + " finished model, without a source: shot, aad or adabn")
            .consistent((method, all) -> Methods.requireOwnName(method))
            .follows(DEFAULT_METHOD, known -> Methods.named(DEFAULT_METHOD));

    /** Runs that are chained. */
    public static final Setting<Integer> RUNS = Setting.whole("runs")
            .group(SCHEDULE)
            .help("Runs of a chain")
            .range(Range.atLeast(1))
            .free()
            .defaultsTo(3);

    /** Steps of each run. */
    public static final Setting<Integer> ITERATIONS = Setting.whole("iterations")
            .group(SCHEDULE)
            .help("Steps per run")
            .alsoKnownAs("steps", "max-iter", "num-iterations", "epochs")
            .range(Range.atLeast(1))
            .follows("one per target picture, 300 to 5004; adabn one pass", known -> known.get(TrainingSettings.METHOD)
                    .iterations(known.data().targetSize().orElseThrow(), known.get(TrainingSettings.BATCH_SIZE)));

    /** B. */
    public static final Setting<Integer> BATCH_SIZE = Setting.whole("batch-size")
            .group(SCHEDULE)
            .help("Pictures per domain and step")
            .alsoKnownAs("batch")
            .range(Range.atLeast(2))
            .defaultsTo(36);

    /** Learning rate of the backbone at its highest. */
    public static final Setting<Double> LEARNING_RATE = Setting.number("lr")
            .group(SCHEDULE)
            .help("Highest learning rate of the backbone; bottleneck and heads have ten times this rate")
            .alsoKnownAs("learning-rate", "base-lr", "eta")
            .range(Range.aboveZero())
            .follows("0.001; 0.00001 with adamw", RecipeSettings::usualRate);

    /** Length of the schedules lam and reversal in steps. */
    public static final Setting<Double> RAMP = Setting.number("ramp")
            .group(SCHEDULE)
            .help("Steps over which gradient reversal and semantic matching grow to their full weight")
            .range(Range.aboveZero())
            .follows("4 x iterations", known -> 4.0 * known.get(ITERATIONS));

    /** Length of the schedule by which a run's own predictions take over from the prior. */
    public static final Setting<Double> PRIOR_HORIZON = Setting.number("prior-horizon")
            .group(SCHEDULE)
            .help("Steps over which a run's own predictions replace those of earlier runs")
            .range(Range.aboveZero())
            .follows("iterations / 10, at least 1", known -> Math.max(1, known.get(ITERATIONS) / 10.0));

    /** How much the prior counts in the blend. */
    public static final Setting<Double> PRIOR_WEIGHT = Setting.number("prior-weight")
            .group(SCHEDULE)
            .help("Weight of earlier runs in the pseudo-labels")
            .range(Range.aboveZero())
            .follows("10 with ten-crop, 1 with centre and for embeddings", known ->
                    (double) known.find(VIEWS).orElse(Views.CENTRE).count());

    /** How much the scores of an older run count against those of the next newer one. */
    public static final Setting<Double> PRIOR_DECAY = Setting.number("prior-decay")
            .group(SCHEDULE)
            .help("How much an older run counts against the next newer one, 0 to 1")
            .range(new Range<>(decay -> decay >= 0 && decay <= 1, "a number from 0 to 1"))
            .defaultsTo(Prior.DECAY);

    /** Weight of a sample's newest prediction in its pseudo-label. */
    public static final Setting<Double> LABEL_UPDATE = Setting.number("label-update")
            .group(SCHEDULE)
            .help("Weight of a picture's newest prediction in its pseudo-label, above 0 to 1")
            .range(new Range<>(weight -> weight > 0 && weight <= 1, "a number above 0, at most 1"))
            .follows("0.9; gsde 1", known -> known.get(METHOD).labelUpdate());

    /** Decides everything random. */
    public static final Setting<Long> SEED = Setting.of("seed", ValueType.LONG)
            .group(SCHEDULE)
            .help("Seed of all random choices")
            .alsoKnownAs("random-seed")
            .defaultsTo(42L);

    /** Whether source batches visit all classes alike. */
    public static final Setting<Boolean> BALANCE_SOURCE = Setting.onOff("balance-source")
            .help("Source batches visit all classes equally often")
            .defaultsTo(true);

    /** Whether target batches visit all predicted classes alike. */
    public static final Setting<Boolean> ALIGN_TARGET = Setting.onOff("align-target")
            .help("From the second run on, target batches visit all predicted classes equally often")
            .defaultsTo(true);

    /** Whether pseudo-labels start from what earlier runs predict. */
    public static final Setting<Boolean> BLEND_PRIOR = Setting.onOff("blend-prior")
            .help("From the second run on, pseudo-labels start from the predictions of earlier runs")
            .defaultsTo(true);

    /** What each run learns from earlier ones. */
    public static final Setting<Chain> BETWEEN_RUNS = Setting.of(
                    "between-runs", ValueType.text("NAME", "a chain", Chains::named, Chain::id))
            .help("What a run learns from earlier ones: once (nothing: a single run), align (ILDA: balance the"
                    + " target by their predictions) or expand (GSDE: add the target's surest pictures to the"
                    + " source)")
            .formerly(
                    "ilda",
                    texts -> "true".equals(String.valueOf(texts.get("ilda")))
                            ? Chains.named("align")
                            : Chains.named(method(texts).chain()))
            .consistent((chain, all) -> Chains.requireOwnName(chain))
            .follows(
                    "align for biwaa, expand for gsde, else once",
                    known -> Chains.named(known.get(METHOD).chain()));

    private TrainingSettings() {}

    /**
     * Reads settings of a training.
     *
     * @param texts by key, as in config.yaml
     * @throws InvalidSettingException if there is no setting of a key, or a value is out of its range
     */
    public static SettingValues parse(Map<String, String> texts) {
        return SettingsByMethod.parse(texts, method(texts));
    }

    private static Method method(Map<String, ?> texts) {
        Object name = texts.get(METHOD.key());
        return name == null ? method(SettingValues.EMPTY) : METHOD.parse(String.valueOf(name));
    }

    /**
     * The chain that the runs of a training form: what texts choose, or the method's own.
     *
     * @param texts by key, as in config.yaml
     * @throws InvalidSettingException if there is no such method or chain
     */
    public static Chain chain(Map<String, ?> texts) {
        return BETWEEN_RUNS
                .textIn(texts)
                .map(Chains::named)
                .orElseGet(() -> Chains.named(method(texts).chain()));
    }

    /** @return the method that was chosen, or the default */
    public static Method method(SettingValues chosen) {
        return chosen.find(METHOD).orElseGet(() -> Methods.named(DEFAULT_METHOD));
    }

    private static Optional<Double> featureScale(Known known) {
        Optional<Double> ofModel = StartingDefaults.model(known).map(ModelDescription::featureScale);
        boolean atHand = known.find(FREEZE).map(Freeze.BACKBONE::equals).orElse(true);
        boolean settledLater = atHand
                && known.get(STABLE_SCALE)
                && known.get(METHOD).matchesDomains()
                && known.get(RecipeSettings.OPTIMIZER) == OptimizerChoice.SGD;
        return ofModel.isPresent() || settledLater
                ? ofModel
                : Optional.of(known.find(BACKBONE)
                        .map(BackboneKind::featureScale)
                        .orElseGet(() -> known.data().featureScale().orElseThrow()));
    }

    /** @return the settings of trainings by all methods that are known by name, in the order of config.yaml */
    public static List<Setting<?>> all() {
        return SettingsByMethod.all();
    }

    /**
     * The settings of a training by some method, in the order of config.yaml.
     *
     * @throws InvalidSettingException if the method declares a setting that all trainings have
     */
    public static SettingList of(Method method) {
        return SettingsByMethod.of(method);
    }
}
