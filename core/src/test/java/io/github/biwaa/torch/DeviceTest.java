package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.LauncherEnvironment;
import java.io.IOException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

    @ParameterizedTest
    @CsvSource({
        "auto, false, 0, cpu",
        "auto, true, 0, cpu",
        "auto, true, 2, cuda:0",
        "cpu, true, 2, cpu",
        "cuda, true, 1, cuda:0",
        "cuda:0, true, 1, cuda:0",
        "cuda:3, true, 4, cuda:3"
    })
    void aChoiceBecomesADevice(String setting, boolean built, int devices, String expected) {
        assertThat(new DeviceChoice(setting).resolve(built, devices)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "auto, 2, 1, cuda:1",
        "cuda, 2, 1, cuda:1",
        "cuda, 2, 2, cuda:0",
        "auto, 1, 3, cuda:0",
        "auto, 0, 3, cpu",
        "cuda:1, 4, 3, cuda:1",
        "cpu, 4, 3, cpu"
    })
    void processesOfAMachineAreSpreadOverItsGpus(String setting, int devices, int place, String expected) {
        assertThat(new DeviceChoice(setting).resolve(true, devices, place)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:x", "cuda:100", "cpu:0", "auto ", "meta"})
    void anythingElseIsNoDevice(String setting) {
        assertThatThrownBy(() -> new DeviceChoice(setting))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("device: " + setting + ", expected auto, cpu, cuda or cuda:0, cuda:1, ...");
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> new DeviceChoice("cuda:1").resolve(false, 0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("device: cuda:1, but this build of libtorch has no CUDA; build with mvn -Pcuda")
                .hasMessageContaining("the device cpu");
        assertThatThrownBy(() -> new DeviceChoice("cuda").resolve(true, 0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(
                        "device: cuda, but libtorch finds no NVIDIA GPU here; nvidia-smi should list one");
        assertThatThrownBy(() -> new DeviceChoice("cuda:2").resolve(true, 2))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("device: cuda:2, but libtorch finds only the NVIDIA GPUs cuda:0 to cuda:1");
    }

    @Test
    void theProcessorIsAlwaysThere() {
        Engine.load();
        assertThat(Device.available()).startsWith(Device.CPU);
        assertThat(Device.available()).hasSize(1 + Engine.cudaDevices());
        assertThat(DeviceChoice.CPU.resolve()).isEqualTo(Device.CPU);
    }

    @Test
    void aTensorIsWhereItWasBroughtTo() {
        try (PointerScope scope = new PointerScope()) {
            Tensor here = Tensors.of(new float[] {1, 2}, 2);
            assertThat(Device.of(here)).isEqualTo(Device.CPU);
            assertThat(Device.CPU.upload(here).data_ptr().address())
                    .as("the same memory, no copy")
                    .isEqualTo(here.data_ptr().address());
            Tensor there = Device.META.upload(here);
            assertThat(Device.of(there)).isEqualTo(Device.META);
            assertThat(there.shape()).containsExactly(2);
            assertThatThrownBy(() -> Tensors.item(there.sum())).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> there.matmul(here)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void aPlacementConvertsNumbersButNoIntegers() {
        try (PointerScope scope = new PointerScope()) {
            Placement wide = Placement.onCpu(Precision.FLOAT64);
            assertThat(TensorType.of(wide.upload(Tensors.of(new float[] {1}, 1)).scalar_type()))
                    .isEqualTo(TensorType.F64);
            assertThat(TensorType.of(wide.upload(Tensors.indices(3)).scalar_type()))
                    .isEqualTo(TensorType.I64);
            assertThat(TensorType.of(wide.zeros(2).scalar_type())).isEqualTo(TensorType.F64);
            assertThat(TensorType.of(Placement.onCpu(Precision.BF16).zeros(2).scalar_type()))
                    .isEqualTo(TensorType.F32);
        }
    }

    @Test
    void equalBitsOnAGpuNeedFixedWorkspaces() throws IOException {
        assertThatThrownBy(() -> Engine.requireFixedWorkspaces(null))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("CUBLAS_WORKSPACE_CONFIG to be one of [:4096:8, :16:8]")
                .hasMessageContaining("it is not set");
        assertThatThrownBy(() -> Engine.requireFixedWorkspaces(":4096:2:16:8"))
                .isInstanceOf(InvalidSettingException.class);
        Engine.requireFixedWorkspaces(LauncherEnvironment.variables().get("CUBLAS_WORKSPACE_CONFIG"));
    }

    @Test
    void onlyCudaHasNumbers() {
        assertThatThrownBy(() -> new Device(Device.Kind.CPU, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Device.cuda(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
