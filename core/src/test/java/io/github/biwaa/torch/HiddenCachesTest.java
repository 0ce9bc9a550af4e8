package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Convolutions on a processor that does not say how large its caches are: there oneDNN computes wrong numbers, or ends the process. */
class HiddenCachesTest {
    @TempDir
    private Path folder;

    @Test
    void linuxTellsWhetherCachesAreKnown() throws IOException {
        assertThat(Processor.hidesCaches(folder.resolve("nothing"))).isFalse();
        Path core = Files.createDirectory(folder.resolve("cpu0"));
        assertThat(Processor.hidesCaches(core)).isTrue();
        Files.createDirectory(core.resolve("cache"));
        assertThat(Processor.hidesCaches(core)).isFalse();
    }

    @Test
    void oneDnnIsLeftOutThereAndOnlyThere() {
        Engine.load();
        try (Context context = torch.globalContext()) {
            assertThat(context.userEnabledMkldnn()).isEqualTo(!Processor.hidesCaches());
        }
    }
}
