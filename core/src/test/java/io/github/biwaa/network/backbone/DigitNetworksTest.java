package io.github.biwaa.network.backbone;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.convolution.Dtn;
import io.github.biwaa.network.convolution.LeNet;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.NaiveLayers;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LeNet and DTN against docs/method.md written down in plain loops: no library has these two. */
class DigitNetworksTest {

    @ParameterizedTest
    @ValueSource(ints = {16, 21, 28})
    void leNetFollowsTheMethod(int size) {
        try (PointerScope scope = new PointerScope();
                LeNet network = new LeNet(1, size)) {
            Map<String, double[]> values = fill(network);
            Tensor images = FormulaWeights.images(2, 1, size);
            double[][][] map = image(Tensors.toDoubles(images), 1, size, 1);
            for (String layer : new String[] {"features.0", "features.3"}) {
                map = NaiveLayers.convolve(map, values.get(layer + ".weight"), values.get(layer + ".bias"), 5, 1, 0);
                map = NaiveLayers.relu(NaiveLayers.maxPool2(map));
            }
            map = NaiveLayers.relu(
                    NaiveLayers.linear(map, values.get("classifier.0.weight"), values.get("classifier.0.bias")));
            checkSecondImage("LeNet", network, images, map);
            assertThat(network.featureWidth()).isEqualTo(500);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 32})
    void dtnFollowsTheMethod(int size) {
        try (PointerScope scope = new PointerScope();
                Dtn network = new Dtn(3, size)) {
            Map<String, double[]> values = fill(network);
            Tensor images = FormulaWeights.images(2, 3, size);
            double[][][] map = image(Tensors.toDoubles(images), 3, size, 1);
            for (int number = 0; number < 12; number += 4) {
                String layer = "features." + number;
                map = NaiveLayers.convolve(map, values.get(layer + ".weight"), values.get(layer + ".bias"), 5, 2, 2);
                map = NaiveLayers.relu(normalise(map, values, "features." + (number + 1)));
            }
            map = NaiveLayers.linear(map, values.get("classifier.0.weight"), values.get("classifier.0.bias"));
            map = NaiveLayers.relu(normalise(map, values, "classifier.1"));
            checkSecondImage("DTN", network, images, map);
            assertThat(network.featureWidth()).isEqualTo(512);
        }
    }

    @Test
    void thePapersSizesGiveThePapersWidths() {
        try (PointerScope scope = new PointerScope();
                LeNet leNet = new LeNet(1, 28);
                Dtn dtn = new Dtn(3, 32)) {
            assertThat(leNet.namedTensors().get("classifier.0.weight").shape()).containsExactly(500, 800);
            assertThat(dtn.namedTensors().get("classifier.0.weight").shape()).containsExactly(512, 4096);
        }
    }

    @Test
    void dropoutZeroesWholeChannelsWhileTrainingOnly() {
        Engine.load();
        Engine.seed(3);
        try (PointerScope scope = new PointerScope();
                LeNet network = new LeNet(1, 28)) {
            fill(network);
            // An offset above every output keeps ReLU from making zeros of its own.
            Tensors.withoutGradient(() -> {
                network.namedTensors().get("features.3.bias").fill_(new Scalar(1e3));
                network.namedTensors().get("classifier.0.bias").fill_(new Scalar(1e6));
            });
            Tensor images = FormulaWeights.images(8, 1, 28);
            Tensor map = network.featureMap(images, Mode.TRAINING);
            double[] channels = Tensors.toDoubles(Activations.globalAveragePool(map));
            assertThat(zeros(channels)).as("Dropout2d .5").isCloseTo(0.5, within(0.12));
            assertThat(zeros(Tensors.toDoubles(map)))
                    .as("a channel is dropped as a whole")
                    .isEqualTo(zeros(channels));
            assertThat(zeros(Tensors.toDoubles(network.pool(map, Mode.TRAINING))))
                    .as("Dropout .5")
                    .isCloseTo(0.5, within(0.05));
            assertThat(zeros(Tensors.toDoubles(network.forward(images, Mode.EVALUATION))))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 0, -1})
    void leNetRefusesPicturesThatLeaveNothing(int size) {
        assertThatThrownBy(() -> new LeNet(1, size))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("size: " + size + ", expected 16 to 256 pixels for lenet");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -5})
    void dtnRefusesPicturesWithoutPixels(int size) {
        assertThatThrownBy(() -> new Dtn(3, size))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("size: " + size + ", expected 1 to 256 pixels for dtn");
    }

    private static Map<String, double[]> fill(Backbone network) {
        network.moveTo(Placement.onCpu(Precision.FLOAT64));
        FormulaWeights.fill(network);
        Map<String, double[]> values = new HashMap<>();
        network.namedTensors().forEach((name, tensor) -> values.put(name, Tensors.toDoubles(tensor)));
        return values;
    }

    private static double[][][] normalise(double[][][] map, Map<String, double[]> values, String layer) {
        return NaiveLayers.normalise(
                map,
                values.get(layer + ".running_mean"),
                values.get(layer + ".running_var"),
                values.get(layer + ".weight"),
                values.get(layer + ".bias"));
    }

    private static double[][][] image(double[] values, int channels, int size, int number) {
        double[][][] image = new double[channels][size][size];
        for (int i = 0; i < channels * size * size; i++) {
            image[i / (size * size)][i / size % size][i % size] = values[number * channels * size * size + i];
        }
        return image;
    }

    private static void checkSecondImage(String what, Backbone network, Tensor images, double[][][] expected) {
        Tensor features = Tensors.withoutGradient(() -> network.forward(images, Mode.EVALUATION));
        double[] flat = new double[expected.length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = expected[i][0][0];
        }
        assertClose(what, Tensors.toDoubles(features.select(0, 1)), flat, FLOAT64);
    }

    private static double zeros(double[] values) {
        int count = 0;
        for (double value : values) {
            if (value == 0) {
                count++;
            }
        }
        return (double) count / values.length;
    }
}
