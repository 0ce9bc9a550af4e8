package io.github.biwaa.torch.file;

import java.util.List;

/** A tuple of a pickle. Not a record: lists may hold themselves, and comparing or printing those would not end. */
final class PickleTuple {
    private final List<Object> values;

    /** @param values not changed any more; may hold null, which is Python's None */
    PickleTuple(List<Object> values) {
        this.values = values;
    }

    int size() {
        return values.size();
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    Object get(int index) {
        return values.get(index);
    }

    List<Object> values() {
        return values;
    }
}
