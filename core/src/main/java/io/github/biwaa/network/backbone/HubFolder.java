package io.github.biwaa.network.backbone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.torch.file.WeightFiles;
import io.github.biwaa.weights.HubModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of weights as the Hugging Face hub gives it to users of timm, transformers or OpenCLIP: the weights in one file or several, and beside them a
 * description of the pictures that they were trained on.
 */
public final class HubFolder {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> WEIGHTS = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "open_clip_model.safetensors",
            "pytorch_model.bin",
            "pytorch_model.bin.index.json",
            "open_clip_pytorch_model.bin");
    private static final String CONFIG = "config.json";
    private static final String PREPROCESSOR = "preprocessor_config.json";
    private static final String OPEN_CLIP = "open_clip_config.json";
    /** Pillow's number of a filter, which transformers writes. */
    private static final int PILLOW_BILINEAR = 2;

    private final Path folder;

    private HubFolder(Path folder) {
        this.folder = folder;
    }

    /** @return the folder; empty if the path is no folder */
    public static Optional<HubFolder> of(Path path) {
        return Files.isDirectory(path) ? Optional.of(new HubFolder(path)) : Optional.empty();
    }

    /**
     * The folder of a model on the hub, with what describes it, but perhaps without its weights.
     *
     * @throws BiwaaException if a file cannot be downloaded
     */
    public static HubFolder described(HubModel model) {
        Stream.of(CONFIG, PREPROCESSOR, OPEN_CLIP).filter(model::has).forEach(model::fetch);
        return new HubFolder(model.folder());
    }

    /**
     * Downloads the weights of a model on the hub, and what describes it, as far as they are not here.
     *
     * @return the file to read them from
     * @throws BiwaaException if the model has none, or not all of several files, or one cannot be downloaded
     */
    public static Path downloaded(HubModel model) {
        described(model);
        String name = WEIGHTS.stream()
                .filter(model::has)
                .findFirst()
                .orElseThrow(() -> new BiwaaException("the model " + model.reference()
                        + " has no weights that Biwaa reads, expected one of " + String.join(", ", WEIGHTS) + "."));
        Path file = model.fetch(name);
        List<String> parts = WeightFiles.namedIn(file);
        List<String> missing = parts.stream().filter(part -> !model.has(part)).toList();
        if (!missing.isEmpty()) {
            throw new BiwaaException("the model " + model.reference() + " lacks " + String.join(", ", missing)
                    + ", which " + name + " names: its weights are incomplete.");
        }
        parts.forEach(model::fetch);
        return file;
    }

    /**
     * The backbone that the folder says its weights belong to.
     *
     * @return a name of {@link Backbones}
     * @throws BiwaaException if the folder does not say, or there is no such backbone
     */
    public String backbone() {
        return HubArchitecture.of(read(CONFIG), read(OPEN_CLIP)).backbone();
    }

    /**
     * The file to read weights from; safetensors go first.
     *
     * @param path a folder, or the file itself
     * @throws BiwaaException if the folder has none
     */
    public static Path weightsIn(Path path) {
        return of(path).map(hub -> WEIGHTS.stream()
                        .map(path::resolve)
                        .filter(Files::isRegularFile)
                        .findFirst()
                        .orElseThrow(() -> new BiwaaException("the folder " + path
                                + " holds no weights, expected one of " + String.join(", ", WEIGHTS) + ".")))
                .orElse(path);
    }

    /**
     * The pictures that the weights were trained on, as timm's {@code config.json}, transformers' {@code preprocessor_config.json} or OpenCLIP's
     * {@code open_clip_config.json} says; what none of them says is the backbone's own.
     *
     * @param own the backbone's; its size stays
     * @throws BiwaaException if a description cannot be read
     */
    public BackboneInput input(BackboneInput own) {
        BackboneInput input = own;
        for (JsonNode said : descriptions()) {
            JsonNode mean = first(said, "mean", "image_mean");
            JsonNode std = first(said, "std", "image_std");
            if (mean.size() == 3 && std.size() == 3) {
                input = input.normalisedBy(numbers(mean), numbers(std));
            }
            input = filter(said).map(input::resampledBy).orElse(input);
            double share = cropShare(said);
            input = share > 0 && share <= 1 ? input.croppedBy(share) : input;
        }
        return input;
    }

    /** @return whether it says anything about pictures */
    public boolean describesPictures() {
        return !descriptions().isEmpty();
    }

    private List<JsonNode> descriptions() {
        JsonNode timm = read(CONFIG);
        return Stream.of(
                        timm.path("pretrained_cfg"),
                        timm.path("architecture").isMissingNode() ? timm.path("none") : timm,
                        read(PREPROCESSOR),
                        read(OPEN_CLIP).path("preprocess_cfg"))
                .filter(said -> said.has("mean") || said.has("image_mean"))
                .toList();
    }

    private JsonNode read(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.isRegularFile(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        } catch (JsonProcessingException e) {
            throw new BiwaaException("cannot read " + file + ": it is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private static JsonNode first(JsonNode said, String... keys) {
        return Stream.of(keys)
                .map(said::path)
                .filter(value -> !value.isMissingNode())
                .findFirst()
                .orElse(said.path(keys[0]));
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }

    private static Optional<Resampling> filter(JsonNode said) {
        JsonNode filter = first(said, "interpolation", "resample");
        if (filter.isInt()) {
            return Optional.of(filter.asInt() == PILLOW_BILINEAR ? Resampling.BILINEAR : Resampling.BICUBIC);
        }
        return Stream.of(Resampling.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(filter.asText()))
                .findFirst();
    }

    /** What timm calls crop_pct; transformers says two sizes instead. */
    private static double cropShare(JsonNode said) {
        if (said.has("crop_pct")) {
            return said.path("crop_pct").asDouble();
        }
        double crop = side(said.path("crop_size"));
        double size = side(said.path("size"));
        return said.path("do_center_crop").asBoolean(crop > 0) && size > 0 ? crop / size : 0;
    }

    private static double side(JsonNode size) {
        return size.isNumber()
                ? size.asDouble()
                : first(size, "height", "shortest_edge").asDouble();
    }
}
