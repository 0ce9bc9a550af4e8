package io.github.biwaa.export;

import io.github.biwaa.InvalidSettingException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a model can be exported to. */
public enum ExportFormat {
    /** ONNX, for ONNX Runtime and all that reads it. */
    ONNX("onnx", new OnnxFile(), OnnxRunner::open),
    /** TorchScript, for libtorch and {@code torch.jit.load}. */
    TORCHSCRIPT("torchscript", new TorchScriptFile(), TorchScriptRunner::open),
    /** Weights alone, as torchvision's network of the same name and as many classes loads them. */
    SAFETENSORS("safetensors", new TorchvisionWeights(), TorchvisionRunner::open);

    private final String id;
    private final ExportWriter writer;
    private final ExportRunner.Opener opener;

    ExportFormat(String id, ExportWriter writer, ExportRunner.Opener opener) {
        this.id = id;
        this.writer = writer;
        this.opener = opener;
    }

    /** @return the name in settings */
    public String id() {
        return id;
    }

    ExportWriter writer() {
        return writer;
    }

    ExportRunner.Opener opener() {
        return opener;
    }

    /** @throws InvalidSettingException if there is no such format */
    public static ExportFormat named(String id) {
        return Arrays.stream(values())
                .filter(format -> format.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("format: " + id + ", expected one of "
                        + Arrays.stream(values()).map(ExportFormat::id).collect(Collectors.joining(", "))));
    }
}
