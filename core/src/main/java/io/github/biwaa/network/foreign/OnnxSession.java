package io.github.biwaa.network.foreign;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX file in ONNX Runtime. Its jar is large and few need it, so that it is no dependency: its classes are called by name if somebody put them on
 * the class path. Threads may share a session.
 */
public final class OnnxSession implements AutoCloseable {
    /** What the tests run with. */
    public static final String VERSION = "1.22.0";

    private static final String PACKAGE = "ai.onnxruntime.";
    private static final String MISSING =
            "ONNX files need ONNX Runtime (139 MB), which is not on the class path. Fetch it once:\n"
                    + "  mvn -N dependency:get -Dartifact=com.microsoft.onnxruntime:onnxruntime:" + VERSION + "\n"
                    + "and name it in the environment:\n"
                    + "  export BIWAA_CLASS_PATH=$HOME/.m2/repository/com/microsoft/onnxruntime/onnxruntime/" + VERSION
                    + "/onnxruntime-" + VERSION + ".jar";

    private final ClassLoader classes;
    private final Object environment;
    private final AutoCloseable session;

    private OnnxSession(ClassLoader classes, Object environment, AutoCloseable session) {
        this.classes = classes;
        this.environment = environment;
        this.session = session;
    }

    /**
     * Opens a file, to compute with as many threads as libtorch has.
     *
     * @throws BiwaaException if ONNX Runtime is missing or refuses the file, such as one whose weights lie in other files
     */
    public static OnnxSession open(Path file) {
        Loaded runtime = new Loaded(Thread.currentThread().getContextClassLoader());
        Object environment = runtime.call("OrtEnvironment", null, "getEnvironment");
        try (FileChannel channel = FileChannel.open(file);
                AutoCloseable options = (AutoCloseable) runtime.make("OrtSession$SessionOptions")) {
            runtime.call(
                    "OrtSession$SessionOptions",
                    options,
                    "setIntraOpNumThreads",
                    new Class<?>[] {int.class},
                    Engine.threads());
            // In memory, so that a file that leans on others, which a copy of it would lack, is refused at once.
            ByteBuffer content = channel.map(MapMode.READ_ONLY, 0, channel.size());
            return new OnnxSession(runtime.classes(), environment, (AutoCloseable) runtime.call(
                    "OrtEnvironment",
                    environment,
                    "createSession",
                    new Class<?>[] {ByteBuffer.class, runtime.type("OrtSession$SessionOptions")},
                    content,
                    options));
        } catch (BiwaaException e) {
            throw new BiwaaException("cannot open " + file + " as ONNX: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        } catch (Exception e) {
            throw failure(e);
        }
    }

    /** @return shapes by name, -1 for extents that are free; empty for what is no tensor */
    @SuppressWarnings("unchecked") // a map of NodeInfo
    Map<String, long[]> inputs() {
        Map<String, Object> nodes = (Map<String, Object>) runtime().call("OrtSession", session, "getInputInfo");
        Map<String, long[]> shapes = new LinkedHashMap<>();
        nodes.forEach((name, node) -> shapes.put(name, shape(runtime().call("NodeInfo", node, "getInfo"))));
        return shapes;
    }

    /** @return what the file says about itself, by key */
    @SuppressWarnings("unchecked") // a map of texts
    Map<String, String> metadata() {
        Object metadata = runtime().call("OrtSession", session, "getMetadata");
        return (Map<String, String>) runtime().call("OnnxModelMetadata", metadata, "getCustomMetadata");
    }

    private long[] shape(Object info) {
        return runtime().type("TensorInfo").isInstance(info)
                ? (long[]) runtime().call("TensorInfo", info, "getShape")
                : new long[0];
    }

    /**
     * Runs the network.
     *
     * @param inputName its input's
     * @param batch [N, ...]
     * @return its first output as float32 on the processor, in the scope of the caller
     * @throws BiwaaException if ONNX Runtime refuses the batch, or the output is no tensor of float32
     */
    public Tensor run(String inputName, Tensor batch) {
        Object input = runtime()
                .call(
                        "OnnxTensor",
                        null,
                        "createTensor",
                        new Class<?>[] {runtime().type("OrtEnvironment"), FloatBuffer.class, long[].class},
                        environment,
                        FloatBuffer.wrap(Tensors.toFloats(batch)),
                        batch.shape());
        try (AutoCloseable owned = (AutoCloseable) input;
                AutoCloseable result = (AutoCloseable) runtime()
                        .call("OrtSession", session, "run", new Class<?>[] {Map.class}, Map.of(inputName, input))) {
            Object output = runtime().call("OrtSession$Result", result, "get", new Class<?>[] {int.class}, 0);
            Class<?> tensor = runtime().type("OnnxTensor");
            FloatBuffer values = tensor.isInstance(output)
                    ? (FloatBuffer) runtime().call("OnnxTensor", output, "getFloatBuffer")
                    : null;
            if (values == null) {
                throw new BiwaaException("its first output is not a tensor of float32.");
            }
            float[] copy = new float[values.remaining()];
            values.get(copy);
            return Tensors.of(copy, shape(runtime().call("OnnxValue", output, "getInfo")));
        } catch (BiwaaException e) {
            throw e;
        } catch (Exception e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (Exception e) {
            throw failure(e);
        }
    }

    private Loaded runtime() {
        return new Loaded(classes);
    }

    private static BiwaaException failure(Throwable cause) {
        return new BiwaaException("ONNX Runtime: " + cause.getMessage(), cause);
    }

    /** ONNX Runtime's classes by name. */
    private record Loaded(ClassLoader classes) {

        Class<?> type(String name) {
            try {
                return Class.forName(PACKAGE + name, true, classes);
            } catch (ClassNotFoundException e) {
                throw new BiwaaException(MISSING, e);
            }
        }

        Object make(String type) {
            try {
                return type(type).getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw other(type + "()", e);
            }
        }

        Object call(String type, @Nullable Object target, String name) {
            return call(type, target, name, new Class<?>[0]);
        }

        Object call(String type, @Nullable Object target, String name, Class<?>[] types, Object... arguments) {
            try {
                Method method = type(type).getMethod(name, types);
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw failure(requireNonNull(e.getCause()));
            } catch (ReflectiveOperationException e) {
                throw other(type + "." + name, e);
            }
        }

        private static BiwaaException other(String what, Exception cause) {
            return new BiwaaException(
                    "this version of ONNX Runtime has no " + what + "; expected " + VERSION + " or a version near it.",
                    cause);
        }
    }
}
