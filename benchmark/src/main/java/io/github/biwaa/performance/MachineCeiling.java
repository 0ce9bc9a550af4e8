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
    private static final List<Integer> MATRICES = List.of(256, 512, 1024, 2048);
    private static final long BLOCK = 64L << 20;
    private static final List<Integer> PICTURES = List.of(1, 16);
    private static final int REPETITIONS = 3;
    private static final double SECONDS = 0.7;
    /** What takes longer once is not measured: a product in bfloat16 takes minutes where libtorch has no kernel for it. */
    private static final double LONGEST = 2;

    /** A convolution of a ResNet at 224 x 224: channels in and out, kernel, size of the map. */
    private record Shape(int inputs, int outputs, int kernel, int size) {
        double operations(int pictures) {
            return 2.0 * pictures * size * size * outputs * inputs * kernel * kernel;
        }
    }

    private static final List<Shape> SHAPES = List.of(
            new Shape(64, 64, 3, 56),
            new Shape(128, 128, 3, 28),
            new Shape(256, 256, 3, 14),
            new Shape(64, 256, 1, 56));

    /** Measures for about six seconds. */
    public static MachineCeiling measure(Placement placement) {
        return measure(placement, SECONDS);
    }

    /** @param seconds for which each rate is measured at least */
    static MachineCeiling measure(Placement placement, double seconds) {
        try (PointerScope scope = new PointerScope()) {
            Measurement measurement = new Measurement(placement, seconds);
            return Tensors.withoutGradient(() -> new MachineCeiling(
                    measurement.multiplicationRate(), measurement.convolutionRate(), measurement.copyRate()));
        }
    }

    private record Work(double operations, Runnable run) {}

    private record Measurement(Placement placement, double seconds) {

        double multiplicationRate() {
            return rate(MATRICES.stream().map(this::multiplication).toList());
        }

        private Work multiplication(int size) {
            Tensor left = noise(size, size);
            Tensor right = noise(size, size);
            return new Work(2.0 * size * size * size, () -> left.mm(right));
        }

        double convolutionRate() {
            return SHAPES.stream().mapToDouble(this::convolutionRate).max().orElseThrow();
        }

        private double convolutionRate(Shape shape) {
            return rate(PICTURES.stream()
                    .map(pictures -> convolution(shape, pictures))
                    .toList());
        }

        private Work convolution(Shape shape, int pictures) {
            Tensor images = placement.uploadAsComputed(
                    Tensors.channelsLast(Tensors.noise(pictures, shape.inputs(), shape.size(), shape.size())));
            Tensor weight = noise(shape.outputs(), shape.inputs(), shape.kernel(), shape.kernel());
            long[] one = {1, 1};
            long[] padding = {shape.kernel() / 2, shape.kernel() / 2};
            Engine.load();
            return new Work(
                    shape.operations(pictures),
                    () -> torch.conv2d(images, weight, new TensorOptional(), one, padding, one, 1));
        }

        /** @return operations per second in the largest work that is done in time */
        private double rate(List<Work> growing) {
            Work largest = growing.get(0);
            for (Work next : growing.subList(1, growing.size())) {
                if (once(largest.run()) * next.operations() / largest.operations() > LONGEST) {
                    break;
                }
                largest = next;
            }
            return largest.operations() / median(largest.run());
        }

        double copyRate() {
            Tensor from = placement.device().upload(Tensors.noise(BLOCK / Float.BYTES));
            Tensor to = from.clone();
            return 2.0 * BLOCK / median(() -> to.copy_(from));
        }

        private Tensor noise(long... shape) {
            return placement.uploadAsComputed(Tensors.noise(shape));
        }

        private double once(Runnable work) {
            long start = System.nanoTime();
            run(work);
            return (System.nanoTime() - start) / 1e9;
        }

        private double median(Runnable work) {
            return Repetitions.median(REPETITIONS, seconds, () -> run(work));
        }

        @SuppressWarnings("try") // the scope is held, not used
        private void run(Runnable work) {
            try (PointerScope scope = new PointerScope()) {
                work.run();
            }
            placement.device().await();
        }
    }
}
