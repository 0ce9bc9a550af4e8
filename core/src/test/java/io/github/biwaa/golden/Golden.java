package io.github.biwaa.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** Numbers of the reference as tensors, and the comparison they are held to. */
public final class Golden {
    /** Tolerance in float64, relative to the largest entry of the array. */
    public static final double FLOAT64 = 1e-9;
    /** Tolerance in float32. */
    public static final double FLOAT32 = 1e-4;

    private Golden() {}

    /** @return all arrays of a file under the test resources' folder golden */
    public static StateDict read(String file) {
        try {
            return Safetensors.read(
                    Path.of(Golden.class.getResource("/golden/" + file).toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return all arrays of a file of the whole golden set beside the repository, empty where it is absent */
    public static Optional<StateDict> readShared(String file) {
        return Stream.of(System.getProperty("biwaa.shared", "."), "../../shared", "../shared")
                .map(root -> Path.of(root, "golden", file))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(Safetensors::read);
    }

    /**
     * Compares with an array that may have been thinned out: {@code name@n} holds every n-th entry in row order.
     *
     * @throws IllegalArgumentException if neither the array nor a thinned one is there
     */
    public static void assertClose(String what, Tensor actual, StateDict golden, String name, double tolerance) {
        Tensor whole = golden.get(name);
        if (whole != null) {
            assertClose(what + " " + name, actual, whole, tolerance);
            return;
        }
        String thinned = golden.names().stream()
                .filter(candidate -> candidate.matches(Pattern.quote(name) + "@[0-9]+"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no golden array " + name));
        int stride = Integer.parseInt(thinned.substring(name.length() + 1));
        double[] every = Tensors.toDoubles(actual);
        double[] kept = new double[(every.length + stride - 1) / stride];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = every[i * stride];
        }
        assertClose(what + " " + thinned, kept, Tensors.toDoubles(golden.get(thinned)), tolerance);
    }

    /** Asserts equal shapes and max|a - b| at most tolerance times max|b|. */
    public static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).as("shape of %s", what).isEqualTo(expected.shape());
        assertClose(what, Tensors.toDoubles(actual), Tensors.toDoubles(expected), tolerance);
    }

    /** Asserts equal lengths and max|a - b| at most tolerance times max|b|. */
    public static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(actual).as("length of %s", what).hasSameSizeAs(expected);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            if (!Double.isFinite(actual[i])) {
                throw new AssertionError(what + "[" + i + "] is " + actual[i]);
            }
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
        }
        assertThat(difference)
                .as("largest difference in %s (largest entry %s)", what, largest)
                .isLessThanOrEqualTo(tolerance * largest);
    }
}
