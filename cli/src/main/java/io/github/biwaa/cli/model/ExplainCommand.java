package io.github.biwaa.cli.model;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.cli.console.DeviceOption;
import io.github.biwaa.explain.GradCam;
import io.github.biwaa.explain.HeatFigure;
import io.github.biwaa.explain.HeatMap;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.torch.Device;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code biwaa explain}: what models look at. */
@Command(
        name = "explain",
        description = {
            "Draws heat maps that show which parts of pictures tell source and target apart, or, with"
                    + " --class, which speak for a class."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Writes into --out: figure.png, and a PNG per picture and model.",
            "Example:  biwaa explain --model dann=runs/demo/dann --model biwaa=runs/demo/biwaa --images photos --out"
                    + " heat"
        })
public final class ExplainCommand implements Callable<Integer> {
    private static final List<String> ENDINGS = List.of("bmp", "gif", "jfif", "jpe", "jpeg", "jpg", "png", "webp");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "NAME=PATH",
            arity = "1..*",
            required = true,
            description = "A name for the row of this model, and a run folder, a run-N folder or a model folder;"
                    + " repeatable.")
    private final Map<String, Path> models = new LinkedHashMap<>();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            required = true,
            description = "Pictures to explain: a folder or one file.")
    private Path images;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the figure goes.")
    private Path out;

    @Option(names = "--class", paramLabel = "NAME", description = "Explain this class instead of the domain.")
    private @Nullable String className;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "Largest number of pictures, evenly spread over the folder (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private final DeviceOption computing = new DeviceOption();

    @Override
    public Integer call() {
        Device device = computing.device();
        if (limit < 1) {
            throw new InvalidSettingException("--limit: " + limit + ", expected at least 1");
        }
        for (String name : models.keySet()) {
            if (!name.matches("[\\p{L}\\p{N} ._+-]+")) {
                throw new InvalidSettingException("--model: the name '" + name
                        + "', expected letters, digits, spaces and ._+- (it becomes part of file names)");
            }
        }
        PrintWriter messages = spec.commandLine().getErr();
        List<Path> files = files();
        List<PixelImage> pictures = new ArrayList<>();
        Preprocessing seen = preprocessing();
        ImageDecoder decoder = new ImageDecoder(seen.background());
        files.forEach(file -> pictures.add(decoder.decode(file, seen.applyOrientation())));
        List<String> names = names(files);
        prepareFolder();
        HeatFigure figure = new HeatFigure(
                className == null
                        ? "Pictures; below, what the adversarial branch aligns"
                        : "Pictures; below, what speaks for " + className,
                pictures);
        for (Map.Entry<String, Path> entry : models.entrySet()) {
            try (GradCam model = GradCam.of(Model.load(entry.getValue(), device))) {
                List<HeatMap> maps = className == null ? model.domain(pictures) : model.ofClass(pictures, className);
                List<BufferedImage> drawn = figure.add(entry.getKey(), model, maps);
                for (int i = 0; i < drawn.size(); i++) {
                    HeatFigure.write(out.resolve(names.get(i) + "-" + entry.getKey() + ".png"), drawn.get(i));
                }
            }
        }
        Path png = out.resolve("figure.png");
        figure.write(png);
        messages.println("Written: " + png);
        messages.flush();
        return CommandLine.ExitCode.OK;
    }

    /** The pictures are drawn once, the way all models see them. */
    private Preprocessing preprocessing() {
        List<Preprocessing> all = models.values().stream()
                .map(path -> ModelFolder.describe(ModelLocation.resolve(path)))
                .peek(model -> model.requirePictures("be explained by heat maps"))
                .map(ModelDescription::preprocessing)
                .toList();
        if (all.stream().map(Preprocessing::applyOrientation).distinct().count() > 1) {
            throw new InvalidSettingException(
                    "--model: some turn pictures by their EXIF orientation and some do not; explain them in two calls");
        }
        if (all.stream().map(Preprocessing::background).distinct().count() > 1) {
            throw new InvalidSettingException(
                    "--model: they see transparent pixels on different backgrounds; explain them in two calls");
        }
        return all.get(0);
    }

    /** Of pictures whose names differ by their ending alone, all but the first get a number. */
    private List<String> names(List<Path> files) {
        Map<String, Integer> uses = new HashMap<>();
        return files.stream()
                .map(this::name)
                .map(name -> uses.merge(name, 1, Integer::sum) == 1 ? name : name + "." + uses.get(name))
                .toList();
    }

    private String name(Path file) {
        Path inside = Files.isDirectory(images) ? images.relativize(file) : file.getFileName();
        return inside.toString().replaceAll("\\.[^.]*$", "").replaceAll("[/\\\\]", "_");
    }

    private void prepareFolder() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BiwaaException(
                    "cannot make the folder " + out + ": " + e.getMessage() + ". Choose another --out.", e);
        }
    }

    private List<Path> files() {
        if (Files.isRegularFile(images)) {
            return List.of(images);
        }
        if (!Files.isDirectory(images)) {
            throw new BiwaaException("--images: there is no folder or file " + images + ".");
        }
        try (Stream<Path> found = Files.walk(images)) {
            List<Path> all = found.filter(Files::isRegularFile)
                    .filter(ExplainCommand::isPicture)
                    .sorted()
                    .toList();
            if (all.isEmpty()) {
                throw new BiwaaException("--images: no pictures in " + images + "; their names end in "
                        + String.join(", ", ENDINGS) + ".");
            }
            int count = Math.min(limit, all.size());
            List<Path> chosen = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                chosen.add(all.get((int) ((long) i * all.size() / count)));
            }
            return chosen;
        } catch (IOException e) {
            throw new BiwaaException("cannot look into " + images + ": " + e.getMessage() + ".", e);
        }
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
