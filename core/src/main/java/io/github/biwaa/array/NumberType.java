package io.github.biwaa.array;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The number types of arrays in files, and how one value is taken out of its bytes. */
public enum NumberType {
    /** IEEE half precision. */
    FLOAT16(2, "f2", 0) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return half(bytes.getShort(at));
        }
    },
    /** IEEE single precision. */
    FLOAT32(4, "f4", 7) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return bytes.getFloat(at);
        }
    },
    /** IEEE double precision. */
    FLOAT64(8, "f8", 9) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return bytes.getDouble(at);
        }
    },
    /** Whole numbers of 8 bits with a sign. */
    INT8(1, "i1", 1) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return bytes.get(at);
        }
    },
    /** Whole numbers of 16 bits with a sign. */
    INT16(2, "i2", 3) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return bytes.getShort(at);
        }
    },
    /** Whole numbers of 32 bits with a sign. */
    INT32(4, "i4", 5) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return bytes.getInt(at);
        }
    },
    /** Whole numbers of 64 bits with a sign; beyond 2^53 the value is rounded. */
    INT64(8, "i8", 12) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return bytes.getLong(at);
        }
    },
    /** Whole numbers of 8 bits without a sign. */
    UINT8(1, "u1", 2) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return bytes.get(at) & 0xff;
        }
    },
    /** Whole numbers of 16 bits without a sign. */
    UINT16(2, "u2", 4) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return bytes.getShort(at) & 0xffff;
        }
    },
    /** Whole numbers of 32 bits without a sign. */
    UINT32(4, "u4", 6) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return Integer.toUnsignedLong(bytes.getInt(at));
        }
    },
    /** Whole numbers of 64 bits without a sign; beyond 2^53 the value is rounded. */
    UINT64(8, "u8", 13) {
        @Override
        double value(ByteBuffer bytes, int at) {
            long value = bytes.getLong(at);
            return value >= 0 ? value : value + 0x1p64;
        }
    },
    /** NumPy's truth values, 0 and 1. */
    BOOL(1, "b1", -1) {
        @Override
        double value(ByteBuffer bytes, int at) {
            return bytes.get(at) == 0 ? 0 : 1;
        }
    };

    private final int bytes;
    private final String numpyCode;
    private final int matlabType;

    NumberType(int bytes, String numpyCode, int matlabType) {
        this.bytes = bytes;
        this.numpyCode = numpyCode;
        this.matlabType = matlabType;
    }

    /** @return the bytes of one value */
    public int bytes() {
        return bytes;
    }

    /** @return NumPy's code without the order of bytes, such as f4 */
    String numpyCode() {
        return numpyCode;
    }

    /** @return the type of that code of NumPy's, without the order of bytes, or null */
    static @Nullable NumberType ofNumpy(String code) {
        for (NumberType type : values()) {
            if (type.numpyCode.equals(code)) {
                return type;
            }
        }
        return null;
    }

    /** @return the type of that number in MATLAB's files, or null */
    static @Nullable NumberType ofMatlab(int number) {
        for (NumberType type : values()) {
            if (type.matlabType == number) {
                return type;
            }
        }
        return null;
    }

    /**
     * One value.
     *
     * @param bytes in its order
     * @param at where the value begins, in bytes
     */
    abstract double value(ByteBuffer bytes, int at);

    /** Java learnt halves in version 20. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * 0x1p-24;
        } else {
            magnitude = (0x400 + fraction) * Math.scalb(1.0, exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
