package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("try") // autocast is open, not used
class AutocastTest {

    @Test
    void productsAreInBfloat16WhileItIsOpen() {
        try (PointerScope scope = new PointerScope()) {
            Tensor a = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2);
            try (Autocast autocast = Autocast.toBfloat16(Device.CPU)) {
                assertThat(format(a.matmul(a))).isEqualTo(TensorType.BF16);
                assertThat(format(a.add(a))).as("sums stay as they are").isEqualTo(TensorType.F32);
            }
            assertThat(format(a.matmul(a))).isEqualTo(TensorType.F32);
        }
    }

    @Test
    void whatWasBeforeComesBackAlsoFromWithinAnother() {
        Engine.load();
        ScalarType usual = torch.get_autocast_dtype(DeviceType.CPU).intern();
        torch.set_autocast_dtype(DeviceType.CPU, ScalarType.Half);
        try {
            try (Autocast outer = Autocast.toBfloat16(Device.CPU)) {
                try (Autocast inner = Autocast.toBfloat16(Device.CPU)) {
                    assertThat(torch.is_autocast_enabled(DeviceType.CPU)).isTrue();
                }
                assertThat(torch.is_autocast_enabled(DeviceType.CPU)).isTrue();
                assertThat(torch.get_autocast_dtype(DeviceType.CPU).intern()).isEqualTo(ScalarType.BFloat16);
            }
            assertThat(torch.is_autocast_enabled(DeviceType.CPU)).isFalse();
            assertThat(torch.get_autocast_dtype(DeviceType.CPU).intern()).isEqualTo(ScalarType.Half);
        } finally {
            torch.set_autocast_dtype(DeviceType.CPU, usual);
        }
    }

    @Test
    void itComesBackAfterAFailureToo() {
        Placement bf16 = Placement.onCpu(Precision.BF16);
        assertThatThrownBy(() -> bf16.compute(() -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(torch.is_autocast_enabled(DeviceType.CPU)).isFalse();
    }

    @Test
    void otherThreadsAreLeftAlone() {
        Engine.load();
        try (Autocast autocast = Autocast.toBfloat16(Device.CPU)) {
            assertThat(CompletableFuture.supplyAsync(() -> torch.is_autocast_enabled(DeviceType.CPU))
                            .join())
                    .isFalse();
        }
    }

    /** libtorch keeps the cast weights while it casts: one that is changed afterwards must be cast anew. */
    @Test
    void castWeightsAreForgotten() {
        try (PointerScope scope = new PointerScope()) {
            Tensor weight = Tensors.of(new float[] {1, 0, 0, 1}, 2, 2);
            weight.set_requires_grad(true);
            Tensor input = Tensors.of(new float[] {1, 2}, 1, 2);
            Placement bf16 = Placement.onCpu(Precision.BF16);
            assertThat(Tensors.toDoubles(bf16.compute(() -> input.matmul(weight))))
                    .containsExactly(1, 2);
            Tensors.withoutGradient(() -> {
                weight.mul_(new org.bytedeco.pytorch.Scalar(3));
            });
            assertThat(Tensors.toDoubles(bf16.compute(() -> input.matmul(weight))))
                    .containsExactly(3, 6);
        }
    }

    @Test
    void featuresComeOutInTheFormatOfLosses() {
        try (PointerScope scope = new PointerScope()) {
            Tensor a = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2);
            assertThat(format(Placement.onCpu(Precision.BF16).compute(() -> a.matmul(a))))
                    .isEqualTo(TensorType.F32);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'processor : 0\nflags\t\t: fpu avx512f avx512_bf16 amx_tile', avx512_bf16",
        "'flags : fpu avx512_bf16 amx_bf16', amx_bf16",
        "'Features : fp asimd bf16 i8mm', bf16",
        "'flags : fpu avx2 avx512f',",
        "'Features : fp asimd',"
    })
    void processorsSayWhatTheyCanDo(String description, @Nullable String best, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("cpuinfo"), description);
        assertThat(Processor.hasBfloat16(file)).contains(best != null);
        assertThat(Processor.bfloat16Instructions(file)).isEqualTo(Optional.ofNullable(best));
    }

    @Test
    void whereTheSystemDoesNotTellNothingIsSaid(@TempDir Path folder) throws IOException {
        assertThat(Processor.hasBfloat16(folder.resolve("none"))).isEmpty();
        assertThat(Processor.bfloat16Instructions(folder.resolve("none"))).isEmpty();
        assertThat(Processor.hasBfloat16(Files.writeString(folder.resolve("empty"), "model : 7\n")))
                .isEmpty();
    }

    @Test
    void precisionsHaveNames() {
        for (Precision precision : Precision.values()) {
            assertThat(Precision.named(precision.id())).isEqualTo(precision);
        }
        assertThatThrownBy(() -> Precision.named("fp16"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("precision: fp16, expected one of float32, bf16, float64");
    }

    private static TensorType format(Tensor tensor) {
        return TensorType.of(tensor.scalar_type());
    }
}
