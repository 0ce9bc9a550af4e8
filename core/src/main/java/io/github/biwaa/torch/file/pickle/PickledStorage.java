package io.github.biwaa.torch.file.pickle;

import io.github.biwaa.torch.TensorType;

/**
 * Where a pickle says that numbers lie: PyTorch's persistent id {@code ("storage", type, key, device, numel)}, followed in the older format by
 * None or {@code (key, offset, numel)} of a part of it.
 *
 * @param key names the storage in its file
 * @param type of the numbers
 * @param numel how many numbers the whole storage has
 * @param offset the first number of the part meant
 * @param length how many numbers the part has
 */
public record PickledStorage(String key, TensorType type, long numel, long offset, long length) {

    public PickledStorage {
        try {
            if (Math.multiplyExact(numel, (long) type.bytes()) > Integer.MAX_VALUE) {
                throw new PickleException("storage " + key + " is larger than 2 GB");
            }
        } catch (ArithmeticException e) {
            throw new PickleException("the size of storage " + key + " is too large");
        }
        if (offset > numel || length > numel - offset) {
            throw new PickleException("a part of storage " + key + " reaches beyond its " + numel + " numbers");
        }
    }

    /** @return the bytes of the whole storage, at most 2^31 - 1 */
    public int bytes() {
        return (int) (numel * type.bytes());
    }

    /**
     * Reads a persistent id.
     *
     * @throws PickleException if it is no storage, or is none of numbers that weights have
     */
    public static PickledStorage of(Object persistentId) {
        if (!(persistentId instanceof PickleTuple id) || id.isEmpty()) {
            throw new PickleException("its pickle refers to something outside that is no storage");
        }
        if ("module".equals(id.get(0))) {
            throw new PickleException(
                    "it holds a whole model, not only its weights; in Python, save model.state_dict() instead");
        }
        if (!"storage".equals(id.get(0)) || id.size() < 5 || id.size() > 6) {
            throw new PickleException("its pickle refers to something outside that is no storage");
        }
        if (!(id.get(1) instanceof PickleClass.Storage kind)) {
            throw new PickleException("its pickle has a storage of an unknown type");
        }
        // Python 2 wrote the numbers of storages as numbers.
        String key = id.get(2) instanceof Long number ? number.toString() : text(id.get(2));
        long numel = PickledTensor.natural(id.get(4), "size of storage " + key);
        if (id.size() == 5 || id.get(5) == null) {
            return new PickledStorage(key, kind.type(), numel, 0, numel);
        }
        if (!(id.get(5) instanceof PickleTuple view) || view.size() != 3) {
            throw new PickleException("a part of storage " + key + " is not described by three values");
        }
        return new PickledStorage(
                key,
                kind.type(),
                numel,
                PickledTensor.natural(view.get(1), "offset in storage " + key),
                PickledTensor.natural(view.get(2), "size of a part of storage " + key));
    }

    private static String text(Object value) {
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new PickleException("its pickle has a storage without a name");
    }
}
