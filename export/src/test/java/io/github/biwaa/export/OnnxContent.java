package io.github.biwaa.export;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What ONNX Runtime finds in a file. By reflection, as in the library: tests are compiled without it too.
 *
 * @param metadata values by key
 * @param input name, type and shape
 * @param output the same
 */
record OnnxContent(Map<String, String> metadata, String input, String output) {

    static OnnxContent of(Path file) throws IOException {
        try {
            Class<?> environment = Class.forName("ai.onnxruntime.OrtEnvironment");
            Object started = environment.getMethod("getEnvironment").invoke(null);
            try (AutoCloseable session = (AutoCloseable)
                    environment.getMethod("createSession", String.class).invoke(started, file.toString())) {
                Object metadata = call(session, "getMetadata");
                return new OnnxContent(
                        texts((Map<?, ?>) call(metadata, "getCustomMetadata")),
                        call(session, "getInputInfo").toString(),
                        call(session, "getOutputInfo").toString());
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static Object call(Object target, String name) throws ReflectiveOperationException {
        Method method = target.getClass().getMethod(name);
        return method.invoke(target);
    }

    private static Map<String, String> texts(Map<?, ?> values) {
        Map<String, String> texts = new TreeMap<>();
        values.forEach((key, value) -> texts.put(key.toString(), value.toString()));
        return texts;
    }
}
