package io.github.biwaa.network.foreign;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.BuiltInFamily;
import io.github.biwaa.network.backbone.NetworkFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Networks that users bring along as ONNX or TorchScript files. Such a backbone is named after its file and the file's hash, {@code
 * features-0676ba61c8d9.onnx}, so that a model names exactly the network that it was trained on.
 */
public final class NetworkFiles implements BuiltInFamily {
    private static final Pattern NAME = Pattern.compile("(?i)(.+)\\.(onnx|ts|pt|torchscript)");
    private static final Pattern HASHED = Pattern.compile("(.+)-[0-9a-f]{12}");
    private static final int DIGITS = 12;

    @Override
    public List<BackboneKind> kinds() {
        return List.of();
    }

    @Override
    public Optional<BackboneKind> opened(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Optional.of(opened(file.toAbsolutePath().normalize(), name)) : Optional.empty();
    }

    private static BackboneKind opened(Path file, Matcher name) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidSettingException("backbone: there is no file " + file);
        }
        String extension = name.group(2).toLowerCase(Locale.ROOT);
        String kind = named(name.group(1), extension, file);
        if (extension.equals("onnx")) {
            BackboneInput input = OnnxBackbone.input(file);
            return BackboneKind.of(
                            kind, "onnx", input, List.of(), (channels, size) -> new OnnxBackbone(file, channels, size))
                    .heldBy(new NetworkFile(file, false));
        }
        return BackboneKind.of(
                        kind,
                        "torchscript",
                        TorchScriptBackbone.input(file),
                        TorchScriptBackbone.STAGES,
                        (channels, size) -> new TorchScriptBackbone(file, channels, size))
                .heldBy(new NetworkFile(file, true));
    }

    /** A copy that has the hash in its name already is named alike. */
    private static String named(String stem, String extension, Path file) {
        Matcher hashed = HASHED.matcher(stem);
        String word = (hashed.matches() ? hashed.group(1) : stem).replaceAll("[^A-Za-z0-9._-]", "_");
        try {
            String begun = word.matches("[A-Za-z0-9].*") ? word : "network" + word;
            return begun + "-" + Sha256.of(file).substring(0, DIGITS) + "." + extension;
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
