package io.github.biwaa.image.cache;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where the operating system wants programs to keep what they can make again. */
public final class CacheDirectory {
    private static final String NAME = "biwaa";

    private CacheDirectory() {}

    /**
     * This user's cache folder; it need not exist yet. XDG_CACHE_HOME/biwaa or ~/.cache/biwaa; %LOCALAPPDATA%\biwaa on Windows;
     * ~/Library/Caches/biwaa on macOS.
     */
    public static Path standard() {
        Path home = Path.of(System.getProperty("user.home", "."));
        return of(System.getenv(), System.getProperty("os.name", ""), home);
    }

    static Path of(Map<String, String> environment, String operatingSystem, Path home) {
        String system = operatingSystem.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            return (local.isBlank() ? home.resolve("AppData").resolve("Local") : Path.of(local)).resolve(NAME);
        }
        if (system.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches").resolve(NAME);
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The XDG rules say that a relative path is to be ignored.
        boolean given = !cache.isBlank() && Path.of(cache).isAbsolute();
        return (given ? Path.of(cache) : home.resolve(".cache")).resolve(NAME);
    }
}
