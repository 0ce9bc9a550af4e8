package io.github.biwaa.network.backbone;

import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Weights and images by a formula of name, shape and index, so that no weight file is needed: see the note in golden/backbones.json. */
public final class FormulaWeights {
    private static final long CHUNK = 1 << 20;
    private static final int IMAGE_CODE = 1234;

    private FormulaWeights() {}

    /** Fills every tensor of a network. */
    static void fill(Layer layer) {
        layer.namedTensors().forEach(FormulaWeights::fill);
    }

    /** A tensor in float64 by the rules of golden/backbones_modern.json, which give norms and tokens other ranges. */
    static Tensor createModern(String name, long... shape) {
        Tensor tensor = Tensors.zeros(Precision.FLOAT64, shape);
        if (name.endsWith("layer_scale")) {
            fill(tensor, code(name), 0.5, 0.2);
        } else if (tensor.dim() == 3) {
            fill(tensor, code(name), 1, -0.5);
        } else if (tensor.dim() == 1 && name.endsWith(".weight")) {
            fill(tensor, code(name), 0.6, 0.5);
        } else {
            fill(name, tensor);
        }
        return tensor;
    }

    /** A tensor of the given name and shape in float64. */
    static Tensor create(String name, long... shape) {
        Tensor tensor = Tensors.zeros(Precision.FLOAT64, shape);
        fill(name, tensor);
        return tensor;
    }

    /** Two images with three channels, [2, 3, size, size] in float64, entries in [-1, 1). */
    public static Tensor images(int size) {
        return images(2, 3, size);
    }

    /** Images in float64, entries in [-1, 1). */
    public static Tensor images(int count, int channels, int size) {
        return numbers(IMAGE_CODE, count, channels, size, size);
    }

    /** Numbers in float64, entries in [-1, 1). */
    static Tensor numbers(int code, long... shape) {
        Tensor numbers = Tensors.zeros(Precision.FLOAT64, shape);
        fill(numbers, code, 2, -1);
        return numbers;
    }

    private static int code(String name) {
        int code = 0;
        for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
            code += letter;
        }
        return code % 97;
    }

    private static void fill(String name, Tensor tensor) {
        int code = code(name);
        if (name.endsWith("num_batches_tracked")) {
            Tensors.withoutGradient(() -> {
                tensor.zero_();
            });
        } else if (name.endsWith(".running_var")) {
            fill(tensor, code, 1, 0.5);
        } else if (name.endsWith(".running_mean") || name.endsWith("bias")) {
            fill(tensor, code, 0.2, -0.1);
        } else if (tensor.dim() == 1) {
            fill(tensor, code, 0.5, 0.2);
        } else {
            double bound = Math.sqrt(6.0 / (tensor.numel() / tensor.size(0)));
            fill(tensor, code, 2 * bound, -bound);
        }
    }

    /** factor u(j) + offset, u(j) = frac(sin(12.9898 (j + 1) + 78.233 code) 43758.5453). */
    private static void fill(Tensor tensor, int code, double factor, double offset) {
        Tensors.withoutGradient(() -> {
            long size = tensor.numel();
            for (long start = 0; start < size; start += CHUNK) {
                long length = Math.min(CHUNK, size - start);
                try (PointerScope scope = new PointerScope()) {
                    Tensor values = torch.arange(
                                    new Scalar((double) (start + 1)),
                                    new Scalar(start + 0.5 + length),
                                    new TensorOptions(Precision.FLOAT64.scalarType()))
                            .mul_(new Scalar(12.9898))
                            .add_(new Scalar(78.233 * code))
                            .sin_()
                            .mul_(new Scalar(43758.5453));
                    values.sub_(values.floor()).mul_(new Scalar(factor)).add_(new Scalar(offset));
                    tensor.view(-1).narrow(0, start, length).copy_(values);
                }
            }
        });
    }
}
