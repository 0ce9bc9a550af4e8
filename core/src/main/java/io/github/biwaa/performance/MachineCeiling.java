package io.github.biwaa.performance;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * What the machine can do at most, measured on the device and in the numbers that networks are to compute in, with libtorch's compute threads as they
 * are set: shares of it say how much is left to gain.
 *
 * @param multiplication operations per second in the product of two large square matrices
 * @param convolution operations per second in the fastest of some convolutions of a ResNet
 * @param copy bytes per second, read and written, in copying a block that no cache holds
 */
public record MachineCeiling(double multiplication, double convolution, double copy) {
    private static final int MATRIX = 2048;
    private static final long BLOCK = 64L << 20;
    private static final int PICTURES = 16;
    private static final int REPETITIONS = 3;
    private static final double SECONDS = 0.7;

    /** A convolution of a ResNet at 224 x 224: channels in and out, kernel, size of the map. */
    private record Shape(int inputs, int outputs, int kernel, int size) {
        double operations() {
            return 2.0 * PICTURES * size * size * outputs * inputs * kernel * kernel;
        }
    }

    private static final List<Shape> SHAPES = List.of(
            new Shape(64, 64, 3, 56),
            new Shape(128, 128, 3, 28),
            new Shape(256, 256, 3, 14),
            new Shape(64, 256, 1, 56));

    /** Measures for about six seconds. */
    public static MachineCeiling measure(Placement placement) {
        try (PointerScope scope = new PointerScope()) {
            Measurement measurement = new Measurement(placement);
            return Tensors.withoutGradient(() -> new MachineCeiling(
                    measurement.multiplicationRate(), measurement.convolutionRate(), measurement.copyRate()));
        }
    }

    private record Measurement(Placement placement) {

        double multiplicationRate() {
            Tensor left = noise(MATRIX, MATRIX);
            Tensor right = noise(MATRIX, MATRIX);
            return 2.0 * MATRIX * MATRIX * MATRIX / seconds(() -> left.mm(right));
        }

        double convolutionRate() {
            return SHAPES.stream().mapToDouble(this::convolutionRate).max().orElseThrow();
        }

        private double convolutionRate(Shape shape) {
            Tensor images = placement.uploadAsComputed(
                    Tensors.channelsLast(Tensors.noise(PICTURES, shape.inputs(), shape.size(), shape.size())));
            Tensor weight = noise(shape.outputs(), shape.inputs(), shape.kernel(), shape.kernel());
            long[] one = {1, 1};
            long[] padding = {shape.kernel() / 2, shape.kernel() / 2};
            Engine.load();
            return shape.operations()
                    / seconds(() -> torch.conv2d(images, weight, new TensorOptional(), one, padding, one, 1));
        }

        double copyRate() {
            Tensor from = placement.device().upload(Tensors.noise(BLOCK / Float.BYTES));
            Tensor to = from.clone();
            return 2.0 * BLOCK / seconds(() -> to.copy_(from));
        }

        private Tensor noise(long... shape) {
            return placement.uploadAsComputed(Tensors.noise(shape));
        }

        private double seconds(Runnable work) {
            return Repetitions.median(REPETITIONS, SECONDS, () -> {
                try (PointerScope scope = new PointerScope()) {
                    work.run();
                }
                placement.device().await();
            });
        }
    }
}
