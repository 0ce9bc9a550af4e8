package io.github.biwaa.export;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.torch.Tensors;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX file in ONNX Runtime. Its jar is large and only checking needs it, so that it is no dependency: its classes are called by name if somebody
 * put them on the class path.
 */
final class OnnxRuntime implements ExportRunner {
    private static final String PACKAGE = "ai.onnxruntime.";
    /** What the tests run with. */
    static final String VERSION = "1.22.0";

    private static final String MISSING =
            "Verification needs ONNX Runtime (139 MB), which is not on the class path. Fetch it once:\n"
                    + "  mvn -N dependency:get -Dartifact=com.microsoft.onnxruntime:onnxruntime:" + VERSION + "\n"
                    + "and name it in the environment:\n"
                    + "  export BIWAA_CLASS_PATH=$HOME/.m2/repository/com/microsoft/onnxruntime/onnxruntime/" + VERSION
                    + "/onnxruntime-" + VERSION + ".jar";

    private final ClassLoader classes;
    private final String inputName;
    private final Object environment;
    private final AutoCloseable session;

    private OnnxRuntime(Path file, String inputName, ClassLoader classes) {
        this.classes = classes;
        this.inputName = inputName;
        this.environment = call(type("OrtEnvironment"), null, "getEnvironment");
        this.session = (AutoCloseable) call(
                type("OrtEnvironment"), environment, "createSession", new Class<?>[] {String.class}, file.toString());
    }

    static ExportRunner open(Path file, ExportedModel model) {
        return open(file, model, Thread.currentThread().getContextClassLoader());
    }

    static ExportRunner open(Path file, ExportedModel model, ClassLoader classes) {
        return new OnnxRuntime(file, model.inputName(), classes);
    }

    @Override
    public Tensor run(Tensor batch) {
        Object input = call(
                type("OnnxTensor"),
                null,
                "createTensor",
                new Class<?>[] {type("OrtEnvironment"), FloatBuffer.class, long[].class},
                environment,
                FloatBuffer.wrap(Tensors.toFloats(batch)),
                batch.shape());
        try (AutoCloseable owned = (AutoCloseable) input;
                AutoCloseable result = (AutoCloseable) call(
                        type("OrtSession"), session, "run", new Class<?>[] {Map.class}, Map.of(inputName, input))) {
            Object output = call(type("OrtSession$Result"), result, "get", new Class<?>[] {int.class}, 0);
            float[][] rows = (float[][]) call(type("OnnxValue"), output, "getValue");
            return Tensors.of(joined(rows), rows.length, rows[0].length);
        } catch (BiwaaException e) {
            throw e;
        } catch (Exception e) {
            throw failure(e);
        }
    }

    private static float[] joined(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, all, row * rows[row].length, rows[row].length);
        }
        return all;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (Exception e) {
            throw failure(e);
        }
    }

    private Class<?> type(String name) {
        try {
            return Class.forName(PACKAGE + name, true, classes);
        } catch (ClassNotFoundException e) {
            throw new BiwaaException(MISSING, e);
        }
    }

    private static Object call(Class<?> type, @Nullable Object target, String name) {
        return call(type, target, name, new Class<?>[0]);
    }

    private static Object call(
            Class<?> type, @Nullable Object target, String name, Class<?>[] types, Object... arguments) {
        try {
            Method method = type.getMethod(name, types);
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw failure(requireNonNull(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw new BiwaaException(
                    "this version of ONNX Runtime has no " + type.getSimpleName() + "." + name + "; expected " + VERSION
                            + " or a version near it.",
                    e);
        }
    }

    private static BiwaaException failure(Throwable cause) {
        return new BiwaaException("ONNX Runtime: " + cause.getMessage(), cause);
    }
}
