package io.github.biwaa.export;

import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.image.decode.Background;
import io.github.biwaa.model.Json;
import io.github.biwaa.model.ModelDescription;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What goes into every exported file beside the network, as texts by key: classes, and from a picture to the network's input. */
final class ModelMetadata {

    private ModelMetadata() {}

    /** @return values by key, sorted; lists are JSON */
    static Map<String, String> of(ExportedModel model) {
        ModelDescription description = model.description();
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("producer", "biwaa " + description.version());
        metadata.put("backbone", description.backbone());
        metadata.put("method", description.method());
        metadata.put("classes", Json.line(description.classes()));
        metadata.put("output", model.outputName());
        metadata.put("output.calibrated", "no");
        if (description.calibration() != null) {
            metadata.put(
                    "output.temperature",
                    "divide logits by " + description.calibration().centreTemperature() + " to calibrate them");
        }
        if (description.takesEmbeddings()) {
            metadata.put("input.layout", "NC");
        } else {
            addPreprocessing(metadata, description.requiredPreprocessing());
        }
        return metadata;
    }

    private static void addPreprocessing(Map<String, String> metadata, Preprocessing preprocessing) {
        CropBox view = TenCrop.centreView(preprocessing.resize(), preprocessing.crop());
        metadata.put("input.layout", "NCHW");
        metadata.put("input.channels", preprocessing.channels() == 1 ? "grey" : "RGB");
        metadata.put("input.1.exif_orientation", preprocessing.applyOrientation() ? "applied" : "ignored");
        metadata.put(
                "input.1.transparency",
                preprocessing.background().equals(Background.NONE)
                        ? "ignored"
                        : "laid on " + preprocessing.background().colour());
        metadata.put(
                "input.2.resize",
                preprocessing.resize() + "x" + preprocessing.resize() + ", ratio not kept, "
                        + preprocessing.resizeResampling().name().toLowerCase(Locale.ROOT)
                        + " with antialiasing as Pillow's, rounded to bytes");
        metadata.put(
                "input.3.crop",
                preprocessing.crop() + "x" + preprocessing.crop() + " from left " + view.left() + ", top "
                        + view.top());
        metadata.put("input.4.normalise", "(byte / 255 - mean) / std, per channel");
        metadata.put("input.mean", Json.line(preprocessing.mean()));
        metadata.put("input.std", Json.line(preprocessing.std()));
    }
}
