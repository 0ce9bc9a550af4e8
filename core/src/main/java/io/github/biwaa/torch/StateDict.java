package io.github.biwaa.torch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * Tensors by name, in a fixed order: the weights of a network, as torchvision names them. It owns its tensors; closing it frees the native
 * memory they hold (not the memory that a network shares with them).
 */
public final class StateDict implements AutoCloseable {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /**
     * Adds a tensor and takes it out of the open scopes.
     *
     * @throws IllegalArgumentException if the name is there already
     */
    public void put(String name, Tensor tensor) {
        if (tensors.putIfAbsent(name, tensor) != null) {
            throw new IllegalArgumentException("two tensors named " + name);
        }
        Tensors.keep(tensor);
    }

    /** @return the tensor of that name, or null */
    public Tensor get(String name) {
        return tensors.get(name);
    }

    /** @return the names, in order */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** @return names and tensors, in order */
    public Map<String, Tensor> asMap() {
        return Collections.unmodifiableMap(tensors);
    }

    /** @return how many tensors there are */
    public int size() {
        return tensors.size();
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensors::release);
        tensors.clear();
    }
}
