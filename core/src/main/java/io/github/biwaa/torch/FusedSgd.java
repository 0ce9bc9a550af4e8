package io.github.biwaa.torch;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Stochastic gradient descent with Nesterov momentum by libtorch's fused kernel: a few launches for any number of tensors, and each number is read once.
 * A GPU saves most of the optimizer's time by it; a processor gains little, and the last bit differs from the formula in steps of its own.
 *
 * <p>The presets have no method for the kernel, so it is called by its name through libtorch's dispatcher. An object is for one step; the tensors taken
 * up are held by the scope in which it was made.
 */
public final class FusedSgd {
    private final TensorList parameters;
    private final TensorList gradients;
    private final TensorList velocities;

    /** Nothing taken up yet. */
    public FusedSgd() {
        Engine.load();
        parameters = new TensorList();
        gradients = new TensorList();
        velocities = new TensorList();
    }

    /**
     * Takes a parameter up into the step, if the kernel can: it walks over the memory of all three at once.
     *
     * @param parameter p, changed by {@link #step}
     * @param gradient its g, of the same shape and format
     * @param velocity its v, changed by {@link #step}
     * @return false if they lie differently in memory or are of different formats; the parameter is then left to the caller
     */
    public boolean add(Tensor parameter, Tensor gradient, Tensor velocity) {
        if (!alike(parameter, gradient) || !alike(parameter, velocity)) {
            return false;
        }
        parameters.push_back(parameter);
        gradients.push_back(withStridesOf(parameter, gradient));
        velocities.push_back(withStridesOf(parameter, velocity));
        return true;
    }

    /** The kernel compares strides of axes of length 1 as well, in which convolutions of 1 x 1 leave what they like. */
    private static Tensor withStridesOf(Tensor parameter, Tensor tensor) {
        long[] strides = strides(parameter);
        // A view costs a GPU's host as much as a launch: none where nothing differs.
        return Arrays.equals(strides(tensor), strides) ? tensor : tensor.as_strided(Tensors.shape(tensor), strides);
    }

    private static boolean alike(Tensor a, Tensor b) {
        return a.scalar_type().intern() == b.scalar_type().intern()
                && sameOrder(a, b)
                && Device.of(a).equals(Device.of(b));
    }

    private static boolean sameOrder(Tensor a, Tensor b) {
        long[] shape = Tensors.shape(a);
        long[] ofA = strides(a);
        long[] ofB = strides(b);
        return Arrays.equals(shape, Tensors.shape(b))
                && IntStream.range(0, shape.length).allMatch(axis -> shape[axis] == 1 || ofA[axis] == ofB[axis]);
    }

    private static long[] strides(Tensor tensor) {
        long[] strides = new long[Math.toIntExact(tensor.dim())];
        for (int axis = 0; axis < strides.length; axis++) {
            strides[axis] = tensor.stride(axis);
        }
        return strides;
    }

    /**
     * Computes {@code g += decay p; v = momentum v + g; p -= rate (g + momentum v)} for all that were taken up; gradients keep their values.
     *
     * @param rate learning rate; one in a tensor is rounded to float32, as the kernel reads it
     * @param momentum share of v that is kept
     * @param decay of weights
     */
    public void step(HostNumber rate, double momentum, double decay) {
        if (parameters.empty()) {
            return;
        }
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            OperatorHandle kernel = Dispatcher.singleton()
                    .findSchemaOrThrow("aten::_fused_sgd_", rate.place().isPresent() ? "tensor_lr" : "");
            boolean nesterov = true;
            boolean maximize = false;
            boolean firstStep = false;
            double dampening = 0;
            kernel.callBoxed(new IValueVector(
                    list(parameters),
                    list(gradients),
                    list(velocities),
                    new IValue(decay),
                    new IValue(momentum),
                    rate.place()
                            .map(place -> new IValue(place.to(ScalarType.Float)))
                            .orElseGet(() -> new IValue(rate.value())),
                    new IValue(dampening),
                    new IValue(nesterov),
                    new IValue(maximize),
                    new IValue(firstStep),
                    // No scale of gradients, and nobody who looks for infinite ones.
                    new IValue(),
                    new IValue()));
        }
    }

    private static IValue list(TensorList tensors) {
        return new IValue(new GenericList(tensors));
    }
}
