package io.github.biwaa.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lay in memory before has no say in what a network computes, forwards or backwards. */
class DirtyMemoryTest {
    private static final int ROUNDS = 2;

    @ParameterizedTest
    @CsvSource({"lenet, 1, 28", "lenet, 3, 28", "dtn, 1, 32", "squeezenet1_0, 3, 64", "resnet18, 3, 32"})
    void whatLayInMemoryChangesNothing(String name, int channels, int size) {
        Engine.seed(7);
        try (Backbone backbone = Backbones.of(name).create(channels, size);
                PointerScope whole = new PointerScope()) {
            for (int batch : new int[] {1, 4}) {
                Tensor images = torch.randn(batch, channels, size, size);
                for (int round = 0; round < ROUNDS; round++) {
                    dirty();
                    try (PointerScope scope = new PointerScope()) {
                        Tensor features = backbone.forward(images, Mode.EVALUATION);
                        assertFinite(name + ", features of " + batch, features);
                        dirty();
                        features.square().sum().backward();
                        backbone.trainableParameters()
                                .forEach(parameter -> assertFinite(
                                        name + ", gradient of " + parameter.name(),
                                        parameter.tensor().grad()));
                    }
                }
            }
        }
    }

    /** Runs in this process: a write past the memory of a gradient ends it. */
    @ParameterizedTest
    @CsvSource({"4, 32", "8, 8", "8, 16", "12, 32"})
    void stridesOfFewChannelsStayInTheirMemory(int inputs, int outputs) {
        Engine.seed(7);
        try (Conv2d convolution = Conv2d.withoutBias(inputs, outputs, 1, 2, 0);
                PointerScope whole = new PointerScope()) {
            Tensor images = torch.randn(8, inputs, 16, 15);
            Tensor exact = torch.conv2d(
                    Tensors.toDouble(images),
                    Tensors.toDouble(convolution.namedTensors().get("weight")),
                    new TensorOptional(),
                    new long[] {2, 2},
                    new long[] {0, 0},
                    new long[] {1, 1},
                    1);
            for (int round = 0; round < 20; round++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor maps = convolution.forward(images, Mode.TRAINING);
                    maps.sum().backward();
                    assertThat(maps.shape()).isEqualTo(exact.shape());
                    assertThat(Tensors.item(maps.sub(exact).abs().max())).isLessThanOrEqualTo(1e-5);
                }
            }
        }
    }

    /** Leaves freed blocks of many sizes full of NaN behind. */
    private static void dirty() {
        for (int unit : List.of(331, 5101)) {
            try (PointerScope scope = new PointerScope()) {
                for (int size = 1; size < 40; size++) {
                    torch.empty((long) size * unit).fill_(new Scalar(Double.NaN));
                }
            }
        }
    }

    private static void assertFinite(String what, Tensor tensor) {
        if (tensor.defined()) {
            assertThat(Tensors.toDoubles(tensor.isfinite().all())).as(what).containsExactly(1);
        }
    }
}
