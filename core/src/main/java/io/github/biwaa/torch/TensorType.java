package io.github.biwaa.torch;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The number types of tensors in files, with their names in the safetensors format. */
public enum TensorType {
    F64(8, ScalarType.Double),
    F32(4, ScalarType.Float),
    F16(2, ScalarType.Half),
    BF16(2, ScalarType.BFloat16),
    I64(8, ScalarType.Long),
    I32(4, ScalarType.Int),
    I16(2, ScalarType.Short),
    I8(1, ScalarType.Char),
    U8(1, ScalarType.Byte),
    BOOL(1, ScalarType.Bool);

    private final int bytes;
    private final ScalarType scalarType;

    TensorType(int bytes, ScalarType scalarType) {
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    /** @return the bytes of one entry */
    public int bytes() {
        return bytes;
    }

    /** @return libtorch's name of this type */
    public ScalarType scalarType() {
        return scalarType;
    }

    /** @return the type of a tensor's entries */
    public static TensorType of(ScalarType scalarType) {
        for (TensorType type : values()) {
            if (type.scalarType.value == scalarType.value) {
                return type;
            }
        }
        throw new IllegalArgumentException("no file type for tensors of " + scalarType);
    }
}
