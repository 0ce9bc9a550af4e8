package io.github.biwaa.torch.file.pickle;

import java.util.List;

/** A tuple of a pickle. Not a record: lists may hold themselves, and comparing or printing those would not end. */
final class PickleTuple {
    private final List<Object> values;

    /** @param values not changed any more; may hold null, which is Python's None */
    public PickleTuple(List<Object> values) {
        this.values = values;
    }

    public int size() {
        return values.size();
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public Object get(int index) {
        return values.get(index);
    }

    public List<Object> values() {
        return values;
    }
}
