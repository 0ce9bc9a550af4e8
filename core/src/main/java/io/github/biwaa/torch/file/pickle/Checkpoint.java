package io.github.biwaa.torch.file.pickle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Finds the state dict in what a PyTorch file holds: the whole of it, or what a training kept under {@code state_dict} or {@code model}, or else all
 * dictionaries of tensors in it, such as {@code teacher} and {@code student}, whose names then begin with the place and a dot.
 */
public final class Checkpoint {
    private static final List<String> PLACES = List.of("state_dict", "model");
    private static final int NAMES_SHOWN = 8;

    private Checkpoint() {}

    /**
     * The tensors by name, in order.
     *
     * @param content of the pickle
     * @throws PickleException if there is no state dict in it; the message says what is there
     */
    public static Map<String, PickledTensor> stateDict(Object content) {
        if (!(content instanceof Map<?, ?> root)) {
            throw new PickleException("it holds no dictionary of tensors, but " + kind(content));
        }
        for (String place : PLACES) {
            // Beside it there may be tensors that are no weights, such as the best accuracy so far.
            if (root.get(place) instanceof Map<?, ?> inner) {
                return tensors(inner, "under " + place + " ");
            }
        }
        if (!root.isEmpty() && root.values().stream().noneMatch(PickledTensor.class::isInstance)) {
            Map<String, PickledTensor> nested = nested(root);
            if (!nested.isEmpty()) {
                return nested;
            }
            throw new PickleException("it holds no tensors, neither by name nor under " + String.join(" or ", PLACES)
                    + "; it holds " + names(root));
        }
        return tensors(root, "");
    }

    private static Map<String, PickledTensor> nested(Map<?, ?> root) {
        Map<String, PickledTensor> tensors = new LinkedHashMap<>();
        root.forEach((place, content) -> {
            if (content instanceof Map<?, ?> inner
                    && inner.keySet().stream().allMatch(String.class::isInstance)
                    && inner.values().stream().allMatch(PickledTensor.class::isInstance)) {
                tensors(inner, "under " + place + " ")
                        .forEach((name, tensor) -> tensors.put(place + "." + name, tensor));
            }
        });
        return tensors;
    }

    private static Map<String, PickledTensor> tensors(Map<?, ?> values, String where) {
        Map<String, PickledTensor> tensors = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new PickleException("its weights " + where + "have the name " + key + ", expected texts");
            }
            if (!(value instanceof PickledTensor tensor)) {
                throw new PickleException("its weights " + where + "hold " + name + ", which is " + kind(value)
                        + ", expected tensors only");
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    private static String names(Map<?, ?> root) {
        StringJoiner names = new StringJoiner(", ");
        root.keySet().stream().limit(NAMES_SHOWN).forEach(key -> names.add(String.valueOf(key)));
        return root.size() > NAMES_SHOWN ? names + " and " + (root.size() - NAMES_SHOWN) + " more" : names.toString();
    }

    private static String kind(Object value) {
        if (value instanceof PickledTensor) {
            return "a single tensor";
        }
        if (value instanceof PickledStorage) {
            return "a storage";
        }
        if (value instanceof Map) {
            return "a dictionary";
        }
        if (value instanceof List || value instanceof PickleTuple) {
            return "a list";
        }
        return value == null ? "None" : value instanceof PickleClass ? "a class" : "a single value";
    }
}
