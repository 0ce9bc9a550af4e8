package io.github.biwaa.torch.file.pickle;

import io.github.biwaa.torch.TensorType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Python classes and functions that a pickle of weights may name. Naming one calls nothing of Python's: each stands for a few lines here that
 * do the same to plain values.
 */
sealed interface PickleClass {

    /** A function or class that is called with a tuple of arguments. */
    non-sealed interface Callable extends PickleClass {
        Object call(PickleTuple arguments);
    }

    /** A type of storage, which is only ever named. */
    record Storage(TensorType type) implements PickleClass {}

    /** A number type such as {@code torch.float32}, which a checkpoint may hold beside its weights. */
    record NumberType(String name) implements PickleClass {}

    /** By full name. */
    Map<String, PickleClass> ALLOWED = allowed();

    /**
     * The class of a name.
     *
     * @throws PickleException if weights do not need it; the message names it
     */
    static PickleClass named(String module, String name) {
        PickleClass found = ALLOWED.get(module + "." + name);
        if (found == null) {
            throw new PickleException("it asks for " + printable(module + "." + name)
                    + ", which weights do not need (nothing of it was run). If you trust it, load it in Python"
                    + " and save its state_dict() alone");
        }
        return found;
    }

    private static String printable(String name) {
        return name.replaceAll("[^ -~]", "?");
    }

    private static Map<String, PickleClass> allowed() {
        Map<String, PickleClass> allowed = new HashMap<>();
        allowed.put("collections.OrderedDict", (Callable) PickleClass::orderedDict);
        allowed.put("torch._utils._rebuild_tensor", (Callable) PickledTensor::of);
        allowed.put("torch._utils._rebuild_tensor_v2", (Callable) PickledTensor::of);
        allowed.put("torch._utils._rebuild_parameter", (Callable) PickleClass::parameter);
        allowed.put("torch.Size", (Callable) PickleClass::size);
        Map<String, TensorType> storages = Map.of(
                "DoubleStorage", TensorType.F64,
                "FloatStorage", TensorType.F32,
                "HalfStorage", TensorType.F16,
                "BFloat16Storage", TensorType.BF16,
                "LongStorage", TensorType.I64,
                "IntStorage", TensorType.I32,
                "ShortStorage", TensorType.I16,
                "CharStorage", TensorType.I8,
                "ByteStorage", TensorType.U8,
                "BoolStorage", TensorType.BOOL);
        storages.forEach((name, type) -> allowed.put("torch." + name, new Storage(type)));
        for (String name : List.of(
                "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool")) {
            allowed.put("torch." + name, new NumberType(name));
        }
        return Map.copyOf(allowed);
    }

    /** {@code OrderedDict()}, or {@code OrderedDict([[key, value], ...])} as Python 2 wrote it. */
    private static Object orderedDict(PickleTuple arguments) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (arguments.isEmpty()) {
            return map;
        }
        if (arguments.size() != 1 || !(arguments.get(0) instanceof List<?> pairs)) {
            throw new PickleException("its pickle makes an OrderedDict of something else than pairs");
        }
        for (Object pair : pairs) {
            List<?> two = pair instanceof PickleTuple tuple
                    ? tuple.values()
                    : pair instanceof List<?> list ? list : List.of();
            if (two.size() != 2) {
                throw new PickleException("its pickle makes an OrderedDict of something else than pairs");
            }
            map.put(PickleReader.key(two.get(0)), two.get(1));
        }
        return map;
    }

    /** {@code _rebuild_parameter(tensor, requires_grad, hooks)}. */
    private static Object parameter(PickleTuple arguments) {
        if (arguments.size() != 3 || !(arguments.get(0) instanceof PickledTensor tensor)) {
            throw new PickleException("its pickle makes a parameter of something else than a tensor");
        }
        return tensor;
    }

    private static Object size(PickleTuple arguments) {
        if (arguments.size() != 1 || !(arguments.get(0) instanceof PickleTuple sizes)) {
            throw new PickleException("its pickle makes a torch.Size of something else than a tuple");
        }
        return sizes;
    }
}
