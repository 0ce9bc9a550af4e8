package io.github.biwaa.torch;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The number format of parameters and of every computation. */
public enum Precision {
    /** 32-bit floating point: training and prediction. */
    FLOAT32(ScalarType.Float),
    /** 64-bit floating point: comparison with reference numbers. */
    FLOAT64(ScalarType.Double);

    private final ScalarType scalarType;

    Precision(ScalarType scalarType) {
        this.scalarType = scalarType;
    }

    /** @return libtorch's name of this format */
    public ScalarType scalarType() {
        return scalarType;
    }
}
