package io.github.biwaa.cli.model;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.StoppedException;
import io.github.biwaa.cli.console.BatchOptions;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.cli.console.Interruption;
import io.github.biwaa.cli.console.ListOptions;
import io.github.biwaa.cli.console.PlacementOptions;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.PictureReader;
import io.github.biwaa.embedding.EmbeddingNetwork;
import io.github.biwaa.embedding.EmbeddingOutput;
import io.github.biwaa.embedding.PictureEmbedder;
import io.github.biwaa.image.cache.CacheDirectory;
import io.github.biwaa.image.decode.Background;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.samples.Opening.Decoding;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.InputSettings;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.training.setup.HubNetwork;
import io.github.biwaa.training.setup.StartingFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code biwaa embed}: from pictures to files of features. */
@Command(
        name = "embed",
        description = "Computes features of pictures and writes them to files that biwaa train reads.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "biwaa embed --images PATH --out FILE [OPTIONS]",
        footer = {
            "",
            "It also writes FILE.paths.txt, the pictures in the order of the rows.",
            "Example:  biwaa embed --images catalogue --backbone resnet50 --out x.npy --labels-out y.npy"
        })
public final class EmbedCommand implements Callable<Integer> {
    /** What a model decides itself. */
    private static final List<String> OF_THE_NETWORK = List.of(
            "--backbone",
            "--weights",
            "--image-size",
            "--channels",
            "--input-mean",
            "--input-std",
            "--interpolation",
            "--crop-share",
            "--exif-orientation",
            "--background");

    @Spec
    private CommandSpec spec;

    @Option(names = "--images", paramLabel = "PATH", required = true, description = "A folder or a list file.")
    private Path images;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The features, float32, a row per picture: .npy, .npz or .csv.")
    private Path out;

    @Option(
            names = "--labels-out",
            paramLabel = "FILE",
            description = "The labels, from the folder per class or the list: .npy, .npz (numbers), .csv, .txt (names);"
                    + " --out again if that is .npz or .csv.")
    private @Nullable Path labelsOut;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description = "Class names, one per line, in the order of their numbers.")
    private @Nullable Path classes;

    @Mixin
    private final ListOptions list = new ListOptions();

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            defaultValue = "resnet50",
            description = "As for biwaa train (default: ${DEFAULT-VALUE}).")
    private String backbone;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description =
                    "As for biwaa train (default: imagenet, or those of the model or file that --backbone names).")
    private @Nullable String weights;

    @Option(
            names = "--model",
            paramLabel = "RUN",
            description = "Use the backbone of a model that biwaa train wrote instead.")
    private @Nullable Path model;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            description = "Pixels of a view (default: the backbone's own, 224, 28 or 32).")
    private @Nullable Integer imageSize;

    @Option(
            names = "--channels",
            paramLabel = "N",
            description = "3 for colour, 1 for grey (default: the backbone's own).")
    private @Nullable Integer channels;

    @Option(names = "--input-mean", paramLabel = "X,X,X", description = "As for biwaa train.")
    private @Nullable String mean;

    @Option(names = "--input-std", paramLabel = "X,X,X", description = "As for biwaa train.")
    private @Nullable String std;

    @Option(names = "--interpolation", paramLabel = "NAME", description = "As for biwaa train.")
    private @Nullable String interpolation;

    @Option(names = "--crop-share", paramLabel = "X", description = "As for biwaa train.")
    private @Nullable String cropShare;

    @Option(
            names = "--exif-orientation",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Turn pictures upright as their EXIF data say (default: yes).")
    private boolean orientation;

    @Option(
            names = "--background",
            paramLabel = "COLOUR",
            description = "What transparent pixels are laid on: white, black, #rrggbb, or none to ignore transparency"
                    + " (default: white).")
    private @Nullable String background;

    @Option(
            names = "--ten-crop",
            description = "Take the mean over corners and centre, plain and mirrored, instead of the centre.")
    private boolean tenCrop;

    @Option(
            names = "--skip-broken",
            description = "Leave out pictures that cannot be read instead of stopping before the first is computed.")
    private boolean skipBroken;

    @Option(names = "--overwrite", description = "Replace existing files.")
    private boolean overwrite;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where decoded pictures and downloaded weights are kept (default: the user's cache folder).")
    private @Nullable Path cache;

    @Mixin
    private final BatchOptions batches = new BatchOptions();

    @Mixin
    private final PlacementOptions computing = new PlacementOptions();

    @Override
    public Integer call() {
        int batchSize = batches.batchSize();
        int computeThreads = batches.threads();
        Placement placement = computing.placement();
        EmbeddingOutput output = new EmbeddingOutput(out, Optional.ofNullable(labelsOut));
        refuseExisting(output);
        Pictures pictures = pictures();
        Engine.useThreads(computeThreads);
        Decoding decoding = new Decoding(cache == null ? CacheDirectory.standard() : cache, computeThreads, skipBroken);
        PrintWriter messages = spec.commandLine().getErr();
        try (ConsoleProgress progress = new ConsoleProgress(messages);
                Interruption.Listening interruption = Interruption.of(spec).listen(progress::requestStop);
                EmbeddingNetwork network = network(placement, decoding.cache(), progress)) {
            PictureEmbedder embedder =
                    new PictureEmbedder(network, tenCrop ? Views.TEN_CROP : Views.CENTRE, batchSize, progress);
            PictureEmbedder.Result result = embedder.write(pictures, decoding, output);
            progress.close();
            messages.printf(
                    Locale.ROOT,
                    "%,d pictures of %s, %,d features each, mean norm %.4g. Wrote %s%n",
                    result.pictures(),
                    pictures.name(),
                    result.width(),
                    result.meanNorm(),
                    output.files().stream().map(Path::toString).collect(Collectors.joining(", ")));
            messages.flush();
            return CommandLine.ExitCode.OK;
        } catch (StoppedException stopped) {
            throw new BiwaaException("stopped; nothing was written.", stopped);
        }
    }

    private void refuseExisting(EmbeddingOutput output) {
        List<Path> existing = output.existing();
        if (!overwrite && !existing.isEmpty()) {
            throw new BiwaaException(
                    existing.get(0) + " is there already. Use --overwrite to replace it, or another --out.");
        }
    }

    private Pictures pictures() {
        DomainLocation location = new DomainLocation(
                        images, list.root(), Optional.ofNullable(classes), labelsOut == null, list.allowOutsideRoot())
                .withStripPrefix(list.stripPrefix());
        if (location.kind() == SampleKind.EMBEDDINGS) {
            throw new InvalidSettingException(
                    "images: " + images + " holds embeddings already; expected a folder of pictures or a list file");
        }
        return labelsOut == null
                ? PictureReader.readTarget(location, List.of(), skipBroken)
                : PictureReader.readLabelled(location, skipBroken);
    }

    private InputSettings input() {
        return new InputSettings(
                Optional.ofNullable(mean).map(InputSettings.MEAN::parse),
                Optional.ofNullable(std).map(InputSettings.STD::parse),
                Optional.ofNullable(interpolation).map(InputSettings.INTERPOLATION::parse),
                Optional.ofNullable(cropShare).map(InputSettings.CROP_SHARE::parse));
    }

    private EmbeddingNetwork network(Placement placement, Path cacheFolder, Progress progress) {
        if (model != null) {
            for (String option : OF_THE_NETWORK) {
                if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                    throw new InvalidSettingException(
                            "--model and " + option + " contradict each other; the model says how it sees pictures");
                }
            }
            return EmbeddingNetwork.of(Model.load(model, placement));
        }
        Optional<HubNetwork> hub = HubNetwork.of(backbone, cacheFolder);
        BackboneKind named = Backbones.of(hub.map(HubNetwork::backbone).orElse(backbone));
        WeightsChoice choice = weights == null
                ? hub.map(HubNetwork::weights).orElseGet(() -> WeightsChoice.usual(named))
                : WeightsChoice.named(weights);
        choice.check(named, false);
        BackboneKind kind = input().seeing(choice.seeing(named, cacheFolder));
        return EmbeddingNetwork.of(
                kind,
                StartingFile.of(choice, kind, cacheFolder, progress),
                kind.preprocessing(
                                imageSize == null ? kind.defaultSize() : imageSize,
                                channels == null ? kind.defaultChannels() : channels)
                        .withOrientationApplied(orientation)
                        .withBackground(
                                background == null ? Background.WHITE : DataSettings.BACKGROUND.parse(background)),
                placement);
    }
}
