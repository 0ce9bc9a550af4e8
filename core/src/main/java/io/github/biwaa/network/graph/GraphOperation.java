package io.github.biwaa.network.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of a network that is used, not trained: dropout does nothing and is no operation. Types, attributes and constants have the names that ONNX
 * gives them; what ONNX lacks is named by {@link GraphBuilder}. The set of types is open: an exporter says which it knows, and refuses others by name.
 *
 * @param type what is computed, for example {@code Conv}
 * @param inputs what goes in; for some types, the constants follow
 * @param output what comes out
 * @param attributes settings by name, in order: each a Long, a Double or a List of Long
 * @param constants weights by name, in the order of ONNX's inputs
 */
public record GraphOperation(
        String type,
        List<GraphValue> inputs,
        GraphValue output,
        Map<String, Object> attributes,
        Map<String, GraphTensor> constants) {

    /** Takes immutable copies, in order. */
    public GraphOperation {
        inputs = List.copyOf(inputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    }

    /** @return whether it is of that type */
    public boolean is(String wanted) {
        return type.equals(wanted);
    }

    /** @return the first input */
    public GraphValue input() {
        return inputs.get(0);
    }

    /** @return the constant of that name; null if there is none */
    public @Nullable GraphTensor constant(String name) {
        return constants.get(name);
    }

    /**
     * The constant of that name.
     *
     * @throws NoSuchElementException if there is none
     */
    public GraphTensor required(String name) {
        GraphTensor constant = constants.get(name);
        if (constant == null) {
            throw new NoSuchElementException(type + " has no constant " + name);
        }
        return constant;
    }

    /** @return the whole number of that name */
    public long integer(String name) {
        return (Long) attribute(name);
    }

    /** @return the whole numbers of that name */
    @SuppressWarnings("unchecked")
    public List<Long> integers(String name) {
        return (List<Long>) attribute(name);
    }

    /** @return the number of that name */
    public double number(String name) {
        return (Double) attribute(name);
    }

    private Object attribute(String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }
}
