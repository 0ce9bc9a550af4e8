package io.github.biwaa.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.torch.Safetensors;
import io.github.biwaa.torch.StateDict;
import io.github.biwaa.torch.Tensors;
import java.net.URISyntaxException;
import java.nio.file.Path;
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
            assertThat(actual[i]).as("%s[%d]", what, i).isFinite();
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
        }
        assertThat(difference)
                .as("largest difference in %s (largest entry %s)", what, largest)
                .isLessThanOrEqualTo(tolerance * largest);
    }
}
