package io.github.biwaa.network.layer;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Conv2dTest {
    private static final int CHANNELS = 6;

    @BeforeAll
    static void load() {
        Engine.load();
    }

    /** Even and odd sides, alike and not, so that zeros are missing before the map on both axes, on one and on none. */
    @ParameterizedTest
    @CsvSource({
        "3, 1, 8, 8",
        "3, 1, 7, 8",
        "3, 2, 8, 8",
        "3, 2, 7, 7",
        "3, 2, 7, 8",
        "3, 2, 8, 7",
        "5, 1, 6, 6",
        "5, 2, 8, 8",
        "5, 2, 9, 9",
        "5, 2, 9, 8",
        "1, 2, 8, 8",
        "1, 1, 5, 5",
        "3, 2, 2, 2",
        "3, 2, 1, 1"
    })
    void samePaddingIsThatOfAPaddedMap(int kernel, int stride, int height, int width) {
        for (int groups : new int[] {1, CHANNELS}) {
            try (PointerScope scope = new PointerScope()) {
                Conv2d convolution = Conv2d.grouped(CHANNELS, CHANNELS, kernel, stride, groups, Padding.SAME);
                Tensor input = Tensors.noise(2, CHANNELS, height, width);
                Tensor expected = torch.conv2d(
                        padded(input, kernel, stride),
                        convolution.trainableParameters().get(0).tensor().detach(),
                        new TensorOptional(),
                        new long[] {stride, stride},
                        new long[] {0, 0},
                        new long[] {1, 1},
                        groups);
                assertThat(expected.size(2)).isEqualTo((height + stride - 1) / stride);
                Tensor used = Tensors.withoutGradient(() -> convolution.forward(input, Mode.EVALUATION));
                assertClose("used", used, expected, 1e-6);
                Tensor learning = convolution.forward(input, Mode.TRAINING);
                assertThat(learning.requires_grad()).isTrue();
                assertClose("learning", learning.detach(), expected, 1e-6);
                Tensor scaled = Tensors.withoutGradient(() -> convolution.forwardScaled(
                        input,
                        Tensors.of(new float[] {2, 2, 2, 2, 2, 2}, 6),
                        Tensors.noise(CHANNELS).zero_()));
                assertClose("scaled", scaled, Tensors.times(expected, 2), 1e-6);
            }
        }
    }

    /** As TensorFlow pads: the last window begins at the last multiple of the stride; what it lacks is shared out, one more behind. */
    private static Tensor padded(Tensor input, int kernel, int stride) {
        long[] around = new long[4];
        for (int axis = 0; axis < 2; axis++) {
            long side = input.size(3 - axis);
            long lastWindow = (side - 1) / stride * stride;
            long lacking = Math.max(0, lastWindow + kernel - side);
            around[2 * axis] = lacking / 2;
            around[2 * axis + 1] = lacking - lacking / 2;
        }
        return torch.constant_pad_nd(input, around);
    }
}
