package io.github.biwaa.adaptation.term;

import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Tensor;

/**
 * A number worth logging. It is read only when a step is logged, so that the others need not wait for the device.
 *
 * @param name as in metrics.csv, in camel case
 * @param value read before the step's tensors are freed
 */
public record Metric(String name, DoubleSupplier value) {

    /** @return a metric that reads a tensor with one entry */
    public static Metric of(String name, Tensor value) {
        return new Metric(name, () -> Tensors.item(value));
    }

    /** @return a metric that the host knows */
    public static Metric of(String name, HostNumber value) {
        return new Metric(name, value::value);
    }

    /** @return a metric that is known already */
    public static Metric of(String name, double value) {
        return new Metric(name, () -> value);
    }
}
