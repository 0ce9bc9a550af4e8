package io.github.biwaa.torch;

import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A number that the host knows, such as a learning rate: by its value, or in a tensor that stays in place, so that a computation that was recorded with it
 * can be repeated with another.
 */
public final class HostNumber {
    private final DoubleSupplier value;
    private final Optional<Tensor> place;

    private HostNumber(DoubleSupplier value, Optional<Tensor> place) {
        this.value = value;
        this.place = place;
    }

    /** @return a number that does not change */
    public static HostNumber of(double value) {
        return new HostNumber(() -> value, Optional.empty());
    }

    /**
     * A number in a tensor.
     *
     * @param place one entry, on the device of what it is computed with, and in its format
     * @param value the number as it is now
     */
    public static HostNumber in(Tensor place, DoubleSupplier value) {
        return new HostNumber(value, Optional.of(place));
    }

    /** @return the number as it is now */
    public double value() {
        return value.getAsDouble();
    }

    /** @return {@code tensor * number} */
    public Tensor times(Tensor tensor) {
        return place.isPresent() ? tensor.mul(place.get()) : Tensors.times(tensor, value());
    }

    /** Computes {@code values -= number * factor} in place. */
    public void subtractTimes(Tensor values, Tensor factor) {
        if (place.isPresent()) {
            values.addcmul_(factor, place.get(), new Scalar(-1));
        } else {
            values.sub_(factor, new Scalar(value()));
        }
    }

    /** @return the tensor in which it stays; empty if it is known by its value */
    Optional<Tensor> place() {
        return place;
    }
}
