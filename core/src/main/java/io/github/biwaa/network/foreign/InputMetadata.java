package io.github.biwaa.network.foreign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.network.backbone.BackboneInput;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the metadata of a file say about the pictures that its network sees, by the keys that {@code biwaa export} writes (docs/export.md). */
final class InputMetadata {
    private static final Logger LOG = LoggerFactory.getLogger(InputMetadata.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern SIDE = Pattern.compile("(\\d{1,5})x\\1\\b.*");
    private static final int USUAL_SIZE = 224;
    private static final int GREY = 1;
    private static final int COLOUR = 3;

    private InputMetadata() {}

    /**
     * Reads metadata; what they leave out is ImageNet's.
     *
     * @param file for messages
     * @param metadata by key
     * @param channels that the network's input says it has; empty if it does not
     * @param size that the network's input says it has; empty if it takes several
     */
    static BackboneInput input(
            Path file, Map<String, String> metadata, Optional<Integer> channels, Optional<Integer> size) {
        int pictureSize = size.or(() -> side(metadata.get("input.3.crop"))).orElse(USUAL_SIZE);
        boolean grey = channels.map(count -> count == GREY).orElse("grey".equals(metadata.get("input.channels")));
        Optional<List<Double>> mean = numbers(file, metadata.get("input.mean"), grey ? GREY : COLOUR);
        Optional<List<Double>> std = numbers(file, metadata.get("input.std"), grey ? GREY : COLOUR);
        if (mean.isEmpty() || std.isEmpty()) {
            LOG.info(
                    "{}: nothing in the file describes its pictures. They are prepared as for ImageNet's networks: {} pixels,"
                            + " ImageNet's mean and deviation. The settings input-mean, input-std, interpolation, crop-share"
                            + " and image-size decide otherwise.",
                    file,
                    pictureSize);
        }
        BackboneInput usual = BackboneInput.imagenet(1);
        int resize = side(metadata.get("input.2.resize"))
                .orElse(Math.round(pictureSize * (float) usual.resize() / usual.size()));
        List<Double> half = List.of(0.5);
        return new BackboneInput(
                BackboneInput.Content.PHOTOS,
                List.of(grey ? GREY : COLOUR),
                pictureSize,
                1,
                1,
                Math.max(pictureSize, resize),
                mean.orElse(grey ? half : usual.mean()),
                std.orElse(grey ? half : usual.std()),
                filter(metadata.getOrDefault("input.2.resize", "")).orElse(usual.resampling()));
    }

    private static Optional<Integer> side(@Nullable String said) {
        Matcher side = SIDE.matcher(String.valueOf(said));
        return side.matches() ? Optional.of(Integer.valueOf(side.group(1))) : Optional.empty();
    }

    private static Optional<Resampling> filter(String said) {
        return Arrays.stream(Resampling.values())
                .filter(filter -> said.toLowerCase(Locale.ROOT)
                        .matches(".*\\b" + filter.name().toLowerCase(Locale.ROOT) + "\\b.*"))
                .findFirst();
    }

    private static Optional<List<Double>> numbers(Path file, @Nullable String said, int count) {
        if (said == null) {
            return Optional.empty();
        }
        try {
            double[] numbers = JSON.readValue(said, double[].class);
            if (numbers.length == count) {
                return Optional.of(Arrays.stream(numbers).boxed().toList());
            }
        } catch (JsonProcessingException e) {
            // Told below.
        }
        throw new BiwaaException("cannot use " + file + ": its metadata have a mean or deviation " + said
                + ", expected " + count + " numbers, as a JSON list.");
    }
}
