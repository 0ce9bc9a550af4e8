package io.github.biwaa.torch.file.pickle;

import java.util.ArrayList;
import java.util.List;

/**
 * What a pickle says of a tensor: a view of a storage. It is known to stay inside that storage.
 *
 * @param storage its numbers
 * @param offset of its first number in the part of the storage
 * @param shape sizes of its axes
 * @param strides steps of its axes, in numbers
 */
public record PickledTensor(PickledStorage storage, long offset, List<Long> shape, List<Long> strides) {
    private static final int MAXIMUM_DIMENSIONS = 16;

    public PickledTensor {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        if (shape.size() != strides.size() || shape.size() > MAXIMUM_DIMENSIONS) {
            throw new PickleException("a tensor has " + shape.size() + " sizes and " + strides.size()
                    + " strides, expected as many of both and at most " + MAXIMUM_DIMENSIONS);
        }
        try {
            long numel = 1;
            long last = offset;
            for (int axis = 0; axis < shape.size(); axis++) {
                numel = Math.multiplyExact(numel, shape.get(axis));
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape.get(axis) - 1), strides.get(axis)));
            }
            if (Math.multiplyExact(numel, (long) storage.type().bytes()) > Integer.MAX_VALUE) {
                throw new PickleException("a tensor of the shape " + shape + " is larger than 2 GB");
            }
            if (numel > 0 ? last >= storage.length() : offset > storage.length()) {
                throw new PickleException("a tensor of the shape " + shape + " reaches beyond the " + storage.length()
                        + " numbers of its storage " + storage.key());
            }
        } catch (ArithmeticException e) {
            throw new PickleException("the shape " + shape + " with the strides " + strides + " is too large");
        }
    }

    /**
     * Reads the arguments of {@code torch._utils._rebuild_tensor} or {@code _rebuild_tensor_v2}: storage, offset, sizes, strides; what follows does
     * not change the numbers.
     */
    public static PickledTensor of(PickleTuple arguments) {
        if (arguments.size() < 4 || !(arguments.get(0) instanceof PickledStorage storage)) {
            throw new PickleException("its pickle makes a tensor without a storage");
        }
        return new PickledTensor(
                storage,
                natural(arguments.get(1), "offset of a tensor"),
                naturals(arguments.get(2), "size of a tensor"),
                naturals(arguments.get(3), "stride of a tensor"));
    }

    private static List<Long> naturals(Object values, String what) {
        if (!(values instanceof PickleTuple tuple)) {
            throw new PickleException("its pickle has a " + what + " that is no tuple");
        }
        if (tuple.size() > MAXIMUM_DIMENSIONS) {
            throw new PickleException(
                    "a tensor has " + tuple.size() + " dimensions, expected at most " + MAXIMUM_DIMENSIONS);
        }
        List<Long> numbers = new ArrayList<>();
        for (Object value : tuple.values()) {
            numbers.add(natural(value, what));
        }
        return numbers;
    }

    /** @return a whole number from 0 */
    public static long natural(Object value, String what) {
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw new PickleException("the " + what + " is " + (value instanceof Number ? value : "no number")
                + ", expected a whole number from 0");
    }

    /** @return the place of its first number in the whole storage */
    public long offsetInStorage() {
        return storage.offset() + offset;
    }
}
