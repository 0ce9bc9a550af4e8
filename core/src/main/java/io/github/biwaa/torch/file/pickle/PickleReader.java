package io.github.biwaa.torch.file.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Python pickles of protocol 2, which is what {@code torch.save} writes, as plain values: null, Boolean, Long, BigInteger, Double, String,
 * List, Map, {@link PickleTuple}, {@link PickledTensor}, {@link PickledStorage} and {@link PickleClass}. A pickle is a program for a small stack
 * machine; this one knows only the operations that a state dict needs and calls nothing but {@link PickleClass}. Whatever else a pickle asks
 * for is refused by name. It does not recurse, and the number of operations is bounded.
 */
public final class PickleReader {
    private static final int PROTOCOL = 2;
    /** A tensor takes about 45. */
    private static final int MOST_OPERATIONS = 2_000_000;

    private final PickleInput input;
    private final Map<Long, Object> memo = new HashMap<>();
    private final Map<String, PickledStorage> storages = new LinkedHashMap<>();
    /** Values of the innermost open mark; those around it wait in {@link #outer}. */
    private List<Object> stack = new ArrayList<>();

    private final List<List<Object>> outer = new ArrayList<>();
    private long operations;

    public PickleReader(PickleInput input) {
        this.input = input;
    }

    /** @return all storages that were referred to, by key */
    public Map<String, PickledStorage> storages() {
        return storages;
    }

    /**
     * Reads one pickle, to its end.
     *
     * @throws PickleException if it is damaged or asks for what weights do not need
     */
    public Object read() throws IOException {
        stack = new ArrayList<>();
        outer.clear();
        memo.clear();
        for (int code = input.readByte(); code != '.'; code = input.readByte()) {
            count(1);
            execute(code);
        }
        Object result = pop();
        if (!stack.isEmpty() || !outer.isEmpty()) {
            throw damaged("values are left over at its end");
        }
        return result;
    }

    /** Bounds time and memory: every operation makes a few dozen bytes. */
    private void count(int more) {
        operations += more;
        if (operations > MOST_OPERATIONS) {
            throw new PickleException(
                    "its pickle has more than " + MOST_OPERATIONS + " operations, far more than weights need");
        }
    }

    /** The operations by their letters in Python's pickletools. */
    private void execute(int code) throws IOException {
        switch (code) {
            case 0x80 -> protocol(input.readByte());
            case '(' -> mark();
            case 'N' -> stack.add(null);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'J' -> stack.add((long) input.read(4).getInt());
            case 'K' -> stack.add((long) input.readByte());
            case 'M' -> stack.add((long) Short.toUnsignedInt(input.read(2).getShort()));
            case 0x8a -> stack.add(wholeNumber(input.read(input.readByte())));
            case 'G' ->
                stack.add(
                        Double.longBitsToDouble(Long.reverseBytes(input.read(8).getLong())));
            case 'X' -> stack.add(input.readText(length()));
            case 'U' -> stack.add(input.readText(input.readByte()));
            case 'T' -> stack.add(input.readText(length()));
            case '}' -> stack.add(new LinkedHashMap<>());
            case ']' -> stack.add(new ArrayList<>());
            case ')' -> stack.add(new PickleTuple(List.of()));
            case 0x85 -> stack.add(tuple(1));
            case 0x86 -> stack.add(tuple(2));
            case 0x87 -> stack.add(tuple(3));
            case 't' -> {
                List<Object> values = popToMark();
                stack.add(new PickleTuple(values));
            }
            case 'a' -> {
                Object value = pop();
                list().add(value);
            }
            case 'e' -> {
                List<Object> values = popToMark();
                list().addAll(values);
            }
            case 's' -> {
                Object value = pop();
                Object key = pop();
                dictionary().put(key(key), value);
            }
            case 'u' -> setItems(popToMark());
            case 'q' -> memo.put((long) input.readByte(), top());
            case 'r' -> memo.put(length(), top());
            case 'h' -> stack.add(remembered(input.readByte()));
            case 'j' -> stack.add(remembered(length()));
            case 'c' -> {
                String module = input.readLine();
                stack.add(PickleClass.named(module, input.readLine()));
            }
            case 'R' -> reduce();
            case 'b' -> build();
            case 'Q' -> stack.add(storage(pop()));
            default ->
                throw new PickleException("its pickle has the operation " + RefusedOperations.describe(code)
                        + ", which weights do not need (nothing of it was run)");
        }
    }

    private static void protocol(int version) {
        if (version != PROTOCOL) {
            throw new PickleException("its pickle has protocol " + version + ", expected " + PROTOCOL
                    + ", which torch.save writes unless it is told otherwise");
        }
    }

    /** @return an unsigned 32-bit number */
    private long length() throws IOException {
        return Integer.toUnsignedLong(input.read(4).getInt());
    }

    private static Object wholeNumber(ByteBuffer littleEndian) {
        byte[] bytes = littleEndian.array();
        if (bytes.length == 0) {
            return 0L;
        }
        for (int i = 0; i < bytes.length / 2; i++) {
            byte swapped = bytes[i];
            bytes[i] = bytes[bytes.length - 1 - i];
            bytes[bytes.length - 1 - i] = swapped;
        }
        BigInteger value = new BigInteger(bytes);
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }

    private void mark() {
        outer.add(stack);
        stack = new ArrayList<>();
    }

    private List<Object> popToMark() {
        if (outer.isEmpty()) {
            throw damaged("it closes what it did not open");
        }
        List<Object> values = stack;
        stack = outer.remove(outer.size() - 1);
        return values;
    }

    private Object pop() {
        top();
        return stack.remove(stack.size() - 1);
    }

    private Object top() {
        if (stack.isEmpty()) {
            throw damaged("it takes a value where there is none");
        }
        return stack.get(stack.size() - 1);
    }

    private PickleTuple tuple(int size) {
        Object[] values = new Object[size];
        for (int i = size - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return new PickleTuple(Arrays.asList(values));
    }

    @SuppressWarnings("unchecked")
    private List<Object> list() {
        if (top() instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw damaged("it appends to what is no list");
    }

    @SuppressWarnings("unchecked")
    private Map<Object, Object> dictionary() {
        if (top() instanceof Map<?, ?> map) {
            return (Map<Object, Object>) map;
        }
        throw damaged("it sets entries of what is no dictionary");
    }

    private void setItems(List<Object> keysAndValues) {
        if (keysAndValues.size() % 2 != 0) {
            throw damaged("it sets a key without a value");
        }
        Map<Object, Object> map = dictionary();
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            map.put(key(keysAndValues.get(i)), keysAndValues.get(i + 1));
        }
    }

    /** @return the same, if it can be a key: nothing that holds other values, whose hash might never end */
    public static Object key(Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        throw new PickleException("its pickle has a dictionary with keys that are neither texts nor numbers");
    }

    private Object remembered(long place) {
        if (!memo.containsKey(place)) {
            throw damaged("it recalls what it did not store");
        }
        return memo.get(place);
    }

    private void reduce() {
        Object arguments = pop();
        Object function = pop();
        if (!(arguments instanceof PickleTuple tuple) || !(function instanceof PickleClass.Callable callable)) {
            throw damaged("it calls what is no function");
        }
        if (!tuple.isEmpty() && tuple.get(0) instanceof List<?> list) {
            // The same long list may be handed over again and again.
            count(list.size());
        }
        stack.add(callable.call(tuple));
    }

    /** State dicts carry the versions of their modules as an attribute, which is left aside. */
    private void build() {
        Object attributes = pop();
        dictionary();
        if (!(attributes instanceof Map<?, ?>)) {
            throw damaged("the attributes of a dictionary are none");
        }
    }

    private PickledStorage storage(Object persistentId) {
        PickledStorage storage = PickledStorage.of(persistentId);
        PickledStorage known = storages.putIfAbsent(storage.key(), storage);
        if (known != null && (known.type() != storage.type() || known.numel() != storage.numel())) {
            throw new PickleException("storage " + storage.key() + " is described in two ways: " + known.numel() + " "
                    + known.type() + " and " + storage.numel() + " " + storage.type());
        }
        return storage;
    }

    private static PickleException damaged(String how) {
        return new PickleException("its pickle is damaged: " + how);
    }
}
