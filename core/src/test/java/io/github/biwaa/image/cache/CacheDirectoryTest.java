package io.github.biwaa.image.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheDirectoryTest {
    private final Path home = Path.of("").toAbsolutePath().resolve("home");

    @Test
    void followsEachSystemsCustom() {
        String given = home.resolve("elsewhere").toString();
        assertThat(CacheDirectory.of(Map.of(), "Linux", home)).isEqualTo(home.resolve(".cache/biwaa"));
        assertThat(CacheDirectory.of(Map.of("XDG_CACHE_HOME", given), "Linux", home))
                .isEqualTo(home.resolve("elsewhere/biwaa"));
        assertThat(CacheDirectory.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", home))
                .isEqualTo(home.resolve(".cache/biwaa"));
        assertThat(CacheDirectory.of(Map.of("LOCALAPPDATA", given), "Windows 11", home))
                .isEqualTo(home.resolve("elsewhere/biwaa"));
        assertThat(CacheDirectory.of(Map.of(), "Windows 11", home)).isEqualTo(home.resolve("AppData/Local/biwaa"));
        assertThat(CacheDirectory.of(Map.of(), "Mac OS X", home)).isEqualTo(home.resolve("Library/Caches/biwaa"));
    }
}
