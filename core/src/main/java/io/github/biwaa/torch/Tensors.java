package io.github.biwaa.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Tensors from Java arrays and back, and the few operations whose C++ shape would hide the formulas. */
public final class Tensors {

    private Tensors() {}

    /** @return a tensor of the given shape with a copy of the values, row by row */
    public static Tensor of(float[] values, long... shape) {
        Engine.load();
        return Tensor.create(values, shape);
    }

    /** @return a tensor of the given shape with a copy of the values, row by row */
    public static Tensor of(double[] values, long... shape) {
        Engine.load();
        return Tensor.create(values, shape);
    }

    /** @return a tensor of integers of the given shape with a copy of the values, row by row */
    public static Tensor of(long[] values, long... shape) {
        Engine.load();
        return Tensor.create(values, shape);
    }

    /** @return the indices as a tensor of 64-bit integers, [n] */
    public static Tensor indices(int... indices) {
        Engine.load();
        long[] wide = new long[indices.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = indices[i];
        }
        return Tensor.create(wide, new long[] {wide.length});
    }

    /** @return zeros of the given precision and shape */
    public static Tensor zeros(Precision precision, long... shape) {
        Engine.load();
        return torch.zeros(shape, new TensorOptions(precision.scalarType()));
    }

    /** @return a float32 tensor of the given shape whose values are yet to be written */
    public static Tensor emptyFloats(long... shape) {
        return empty(ScalarType.Float, shape);
    }

    /** @return a tensor of unsigned bytes of the given shape whose values are yet to be written */
    public static Tensor emptyBytes(long... shape) {
        return empty(ScalarType.Byte, shape);
    }

    /** @return a tensor of the given number format and shape whose values are yet to be written */
    public static Tensor empty(ScalarType format, long... shape) {
        Engine.load();
        return torch.empty(shape, new TensorOptions(format), new MemoryFormatOptional());
    }

    /** @return zeros of the precision of another tensor, and of the given shape */
    public static Tensor zerosLike(Tensor model, long... shape) {
        return torch.zeros(shape, model.options());
    }

    /** @return a tensor filled with one value, of the given precision and shape */
    public static Tensor full(Precision precision, double value, long... shape) {
        return zeros(precision, shape).fill_(scalar(value));
    }

    /** @return a number as an operand */
    public static Scalar scalar(double value) {
        Engine.load();
        return new Scalar(value);
    }

    /** @return numbers drawn from the standard normal distribution by libtorch's generator, in float32 */
    public static Tensor noise(long... shape) {
        Engine.load();
        return torch.randn(shape);
    }

    /** @return rows [N, d] divided by their norms; a row shorter than 1e-12 keeps its direction, but not the norm 1 */
    public static Tensor unitRows(Tensor rows) {
        Tensor norm = rows.norm(new ScalarOptional(new Scalar(2)), new long[] {1}, true);
        return rows.div(norm.clamp_min(new Scalar(1e-12)));
    }

    /** @return {@code tensor * factor} */
    public static Tensor times(Tensor tensor, double factor) {
        return tensor.mul(new Scalar(factor));
    }

    /** @return {@code a * weight + b * (1 - weight)} */
    public static Tensor blend(Tensor a, double weight, Tensor b) {
        return times(a, weight).add_(times(b, 1 - weight));
    }

    /**
     * @param table [N, K]
     * @param numbers which rows, [n]
     * @return copies of them, [n, K]
     */
    public static Tensor rows(Tensor table, Tensor numbers) {
        // Not index_select, which the meta device does not know.
        return table.gather(0, numbers.unsqueeze(1).expand(-1, table.size(1)));
    }

    /** @return the tensors one below the other along the first axis */
    public static Tensor concatenate(Tensor... parts) {
        return torch.cat(new TensorVector(parts), 0);
    }

    /** @return the tensors one after the other along an axis */
    public static Tensor concatenate(int axis, Tensor... parts) {
        return torch.cat(new TensorVector(parts), axis);
    }

    /**
     * The same images, or filters, with the channels of a pixel side by side in memory. Convolutions of float32 are several times as fast so, and they
     * are only safe so: laid out channel by channel, oneDNN pads the channels to a multiple of 16, leaves the padding as it finds it in memory and
     * multiplies it by 0, which gives NaN wherever NaN lay. Float64, which other kernels compute, and what is no image come back as they are.
     *
     * @param images [N, C, H, W]
     */
    public static Tensor channelsLast(Tensor images) {
        if (images.dim() != 4 || images.scalar_type().intern() == ScalarType.Double) {
            return images;
        }
        // One channel has the same order in memory either way, so that only strides can tell kernels which is meant.
        return images.size(1) == 1
                ? images.contiguous().squeeze(1).unsqueeze(-1).permute(0, 3, 1, 2)
                : images.contiguous(MemoryFormat.ChannelsLast);
    }

    /** @return whether no value is NaN or infinite */
    public static boolean isFinite(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            return !tensor.is_floating_point()
                    || tensor.detach().isfinite().all().item_bool();
        }
    }

    /** @return the sum over one axis */
    public static Tensor sum(Tensor tensor, long axis, boolean keepAxis) {
        return tensor.sum(new long[] {axis}, keepAxis, new ScalarTypeOptional());
    }

    /** @return rows [N, d] without their means, each over its columns */
    public static Tensor centredRows(Tensor rows) {
        return rows.sub(rows.mean(new long[] {1}, true, new ScalarTypeOptional()));
    }

    /** @return the mean over axes, which go */
    public static Tensor mean(Tensor tensor, long... axes) {
        return tensor.mean(axes, false, new ScalarTypeOptional());
    }

    /** @return the index of the largest entry of each row, [N] from [N, K]; ties go to the first maximum */
    public static Tensor argmaxOfRows(Tensor rows) {
        return rows.argmax(new LongOptional(1), false);
    }

    /** @return {@link #argmaxOfRows} as numbers of Java, with nothing left in native memory, wherever it is called */
    public static int[] largestOfRows(Tensor rows) {
        try (PointerScope scope = new PointerScope()) {
            return toInts(argmaxOfRows(rows));
        }
    }

    /** @return one-hot rows in the precision of a model tensor: [N, K] from labels [N] */
    public static Tensor oneHot(Tensor labels, long classes, Tensor model) {
        return torch.one_hot(labels, classes).to(model.scalar_type());
    }

    /** @return the same values in float64; the tensor itself if it is that already */
    public static Tensor toDouble(Tensor tensor) {
        return tensor.to(ScalarType.Double);
    }

    /** @return the same values in float32, by name; tensors that are in it already, and integers, are themselves */
    public static Map<String, Tensor> toFloat32(Map<String, Tensor> tensors) {
        Map<String, Tensor> converted = new LinkedHashMap<>();
        tensors.forEach((name, tensor) ->
                converted.put(name, tensor.is_floating_point() ? tensor.detach().to(ScalarType.Float) : tensor));
        return converted;
    }

    /** @return the value of a tensor with one entry */
    public static double item(Tensor tensor) {
        return tensor.item_double();
    }

    /** @return the shape */
    public static long[] shape(Tensor tensor) {
        return tensor.shape();
    }

    /** @return a copy of the values in row order, as double; for any number type */
    public static double[] toDoubles(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.numel())];
        if (values.length == 0) {
            // An empty tensor has no memory to read from.
            return values;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = tensor.detach().to(ScalarType.Double).cpu().contiguous();
            new DoublePointer(plain.data_ptr()).get(values);
        }
        return values;
    }

    /** @return a copy of the values in row order, as float; for any number type */
    public static float[] toFloats(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        if (values.length == 0) {
            // An empty tensor has no memory to read from.
            return values;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = tensor.detach().to(ScalarType.Float).cpu().contiguous();
            new FloatPointer(plain.data_ptr()).get(values);
        }
        return values;
    }

    /** @return a copy of the values in row order, as long; for integer tensors */
    public static long[] toLongs(Tensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.numel())];
        if (values.length == 0) {
            // An empty tensor has no memory to read from.
            return values;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = tensor.detach().to(ScalarType.Long).cpu().contiguous();
            new LongPointer(plain.data_ptr()).get(values);
        }
        return values;
    }

    /** @return {@link #toLongs} as int; values beyond the range of int are an error */
    public static int[] toInts(Tensor tensor) {
        long[] wide = toLongs(tensor);
        int[] values = new int[wide.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.toIntExact(wide[i]);
        }
        return values;
    }

    /** Runs without recording operations for a backward sweep. */
    public static void withoutGradient(Runnable action) {
        Engine.load();
        try (NoGradGuard guard = new NoGradGuard()) {
            action.run();
        }
    }

    /** Runs without recording operations for a backward sweep, and hands on the result. */
    public static <T> T withoutGradient(Supplier<T> action) {
        Engine.load();
        try (NoGradGuard guard = new NoGradGuard()) {
            return action.get();
        }
    }

    /**
     * Runs in a scope of its own: every tensor made inside is freed at its end, but for the one returned, which the surrounding scope (or the
     * caller) owns from then on.
     */
    public static Tensor scoped(Supplier<Tensor> action) {
        Tensor result;
        try (PointerScope scope = new PointerScope()) {
            result = keep(action.get());
        }
        return adopt(result);
    }

    /** Takes a tensor out of the scopes: it lives until {@link #release} or {@code close()}. */
    public static Tensor keep(Tensor tensor) {
        tensor.retainReference();
        return tensor;
    }

    /** Frees a tensor that {@link #keep} took out of the scopes; null is allowed. */
    public static void release(@Nullable Tensor tensor) {
        if (tensor != null && !tensor.isNull()) {
            tensor.releaseReference();
        }
    }

    /** Gives a kept tensor to the innermost open scope, which frees it when it closes; without an open scope it stays kept. */
    public static Tensor adopt(Tensor tensor) {
        PointerScope scope = PointerScope.getInnerScope();
        if (scope != null) {
            scope.attach(tensor);
            tensor.releaseReference();
        }
        return tensor;
    }
}
