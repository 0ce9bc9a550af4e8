package io.github.biwaa.torch;

import io.github.biwaa.InvalidSettingException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The number format of a training: of its parameters, losses and state, and of what its network computes in. */
public enum Precision {
    /** 32-bit floating point: training and prediction. */
    FLOAT32("float32", ScalarType.Float),
    /**
     * Backbone and bottleneck compute in bfloat16, by {@link Autocast}: 8 bits of exponent as float32 has, 8 of mantissa. Parameters, batch norm
     * statistics, losses and state stay in float32.
     */
    BF16("bf16", ScalarType.Float),
    /** 64-bit floating point: comparison with reference numbers. */
    FLOAT64("float64", ScalarType.Double);

    private final String id;
    private final ScalarType scalarType;

    Precision(String id, ScalarType scalarType) {
        this.id = id;
        this.scalarType = scalarType;
    }

    /**
     * @param id float32, bf16 or float64
     * @throws InvalidSettingException if it is none of them
     */
    public static Precision named(String id) {
        return Arrays.stream(values())
                .filter(precision -> precision.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("precision: " + id + ", expected one of "
                        + Arrays.stream(values()).map(Precision::id).collect(Collectors.joining(", "))));
    }

    /** @return the name in settings */
    public String id() {
        return id;
    }

    /** @return libtorch's name of the format that parameters, losses and state have */
    public ScalarType scalarType() {
        return scalarType;
    }
}
