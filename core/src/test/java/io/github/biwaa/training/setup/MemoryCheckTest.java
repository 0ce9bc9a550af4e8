package io.github.biwaa.training.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.settings.MachineSettings;
import io.github.biwaa.settings.OnLowMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said, refused and let through, and what the system is read to have. */
class MemoryCheckTest {
    private static final long GB = 1_000_000_000;
    /** 8 GB for 36 pictures. */
    private static final MemoryNeed NEED = new MemoryNeed(8 * GB / 10, 2 * GB / 10);

    @TempDir
    Path root;

    private static void check(long usable, long swap, OnLowMemory choice) {
        new MemoryCheck(NEED, new MachineMemory(usable, swap), choice).run(36);
    }

    @Test
    void whatFitsIsLetThrough() {
        assertThatCode(() -> check(8 * GB, 0, OnLowMemory.STOP)).doesNotThrowAnyException();
    }

    @Test
    void whatSurelyDoesNotFitIsRefusedWithABatchSizeThatDoes() {
        assertThatThrownBy(() -> check(5 * GB, 0, OnLowMemory.STOP))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("needs about 8.0 GB")
                .hasMessageContaining("may use 5.0 GB")
                .hasMessageContaining("batch-size of 18 would fit")
                .hasMessageContaining("on-low-memory to warn");
        assertThatThrownBy(() -> check(GB / 2, 0, OnLowMemory.STOP)).hasMessageContaining("No batch-size would fit");
    }

    @Test
    void whatMightFitIsLetThrough() {
        assertThatCode(() -> check(7 * GB, 0, OnLowMemory.STOP))
                .as("within the error of the estimate")
                .doesNotThrowAnyException();
        assertThatCode(() -> check(5 * GB, 4 * GB, OnLowMemory.STOP))
                .as("with swap space")
                .doesNotThrowAnyException();
        assertThatCode(() -> check(5 * GB, 0, OnLowMemory.WARN)).doesNotThrowAnyException();
        assertThatThrownBy(() -> MachineSettings.ON_LOW_MEMORY.parse("ignore"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("on-low-memory: ignore, expected stop or warn");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void linuxSaysWhatIsAvailable() throws IOException {
        assertThat(MachineMemory.read(root)).isEmpty();
        write("proc/meminfo", "MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable: 4000 kB\nSwapFree: 500 kB\n");
        write("proc/self/status", "Name: java\nVmRSS:     1000 kB\n");
        assertThat(MachineMemory.read(root)).hasValue(new MachineMemory(5000 * 1024, 500 * 1024));
    }

    @Test
    void controlGroupsLimitIt() throws IOException {
        write("proc/meminfo", "MemAvailable: 4000 kB\n");
        write("proc/self/status", "VmRSS: 1000 kB\n");
        write("proc/self/cgroup", "0::/job/step\n");
        write("sys/fs/cgroup/job/step/memory.max", "max\n");
        write("sys/fs/cgroup/job/memory.max", "3000000\n");
        assertThat(MachineMemory.read(root).orElseThrow().usable()).isEqualTo(3_000_000);
        write("proc/self/cgroup", "4:memory:/docker/abc\n2:cpu:/docker/abc\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000\n");
        assertThat(MachineMemory.read(root).orElseThrow().usable()).isEqualTo(2_000_000);
    }

    @Test
    void thisMachineHasSome() {
        assertThat(MachineMemory.now().usable()).isGreaterThan(100L << 20);
    }
}
