package io.github.biwaa.adaptation.term;

import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * What a step takes from the host besides its batch, each as a function of the moment: numbers of a schedule, indices. A step that is recorded once and
 * repeated keeps the functions, and asks them again before each repetition, in the same order.
 */
public interface StepInputs {

    /**
     * @param made makes a tensor on the processor, of the same shape at every moment
     * @return it where the network is, in the scope of the caller
     */
    Tensor tensor(Function<StepMoment, Tensor> made);

    /** @return a number, to compute with where the network is */
    HostNumber number(ToDoubleFunction<StepMoment> made);

    /** @return numbers of rows or samples where the network is, [n], in the scope of the caller */
    default Tensor indices(Function<StepMoment, int[]> made) {
        return tensor(now -> Tensors.indices(made.apply(now)));
    }

    /**
     * Of one step alone.
     *
     * @param device where the network is
     */
    static StepInputs of(StepMoment now, Supplier<Device> device) {
        return new StepInputs() {
            @Override
            public Tensor tensor(Function<StepMoment, Tensor> made) {
                return device.get().upload(made.apply(now));
            }

            @Override
            public HostNumber number(ToDoubleFunction<StepMoment> made) {
                return HostNumber.of(made.applyAsDouble(now));
            }
        };
    }
}
