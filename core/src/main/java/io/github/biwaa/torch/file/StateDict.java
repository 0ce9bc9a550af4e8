package io.github.biwaa.torch.file;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Tensors by name, in a fixed order: the weights of a network, as torchvision names them. It owns its tensors; closing it frees the native
 * memory they hold (not the memory that a network shares with them).
 */
public final class StateDict implements AutoCloseable {
    /** How many tensors a message names. */
    private static final int NAMED = 5;

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
    public @Nullable Tensor get(String name) {
        return tensors.get(name);
    }

    /**
     * The tensor of that name.
     *
     * @throws NoSuchElementException if there is none
     */
    public Tensor required(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new NoSuchElementException(name);
        }
        return tensor;
    }

    /** @return the names, in order */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** @return names and tensors, in order */
    public Map<String, Tensor> asMap() {
        return Collections.unmodifiableMap(tensors);
    }

    /**
     * Refuses weights that no network can use.
     *
     * @param file where they come from, for the message
     * @param used which of them matter, by name
     * @throws BiwaaException if one holds NaN or an infinite number; it names the tensors
     */
    public void requireFinite(Path file, Predicate<String> used) {
        List<String> broken = tensors.entrySet().stream()
                .filter(entry -> used.test(entry.getKey()) && !Tensors.isFinite(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (!broken.isEmpty()) {
            throw new BiwaaException("the weights " + file + " hold NaN or infinite numbers in "
                    + String.join(", ", broken.subList(0, Math.min(NAMED, broken.size())))
                    + (broken.size() > NAMED ? " and " + (broken.size() - NAMED) + " more" : "")
                    + ". The training that left them diverged, or the file is damaged; use other weights.");
        }
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
