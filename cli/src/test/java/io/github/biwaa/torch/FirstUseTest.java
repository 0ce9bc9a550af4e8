package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.ChildJava;
import io.github.biwaa.model.TestModels;
import io.github.biwaa.torch.file.Npy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a program calls first loads libtorch as a whole, or says what to do. */
@Tag("machine")
class FirstUseTest {
    private static final String CACHE = "org.bytedeco.javacpp.cachedir";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void prepare() throws IOException {
        TestModels.save(folder.resolve("model"), "lenet", 28, 4);
        for (String name : List.of("source/a/1", "source/a/2", "source/b/1", "source/b/2", "target/1", "target/2")) {
            Path picture = folder.resolve(name + ".png");
            Files.createDirectories(picture.getParent());
            ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
        }
        Files.writeString(folder.resolve("source.csv"), "x,y,label\n1,2,a\n3,4,b\n");
        Npy.write(folder.resolve("array.npy"), Tensors.of(new float[] {1, 2}, 2));
    }

    /** The first thing that is unpacked cannot be; whoever touched libtorch before would get JavaCPP's error instead. */
    @ParameterizedTest
    @EnumSource(FirstUse.Entry.class)
    void withoutACacheEveryEntryNamesTheProperty(FirstUse.Entry entry) throws Exception {
        String nowhere = folder.resolve("source.csv").resolve("cache").toString();
        String said = run(
                entry, Map.of(), "-D" + CACHE + "=" + nowhere, "-Duser.home=" + nowhere, "-Djava.io.tmpdir=" + nowhere);
        assertThat(said).startsWith("BiwaaException: ").contains(CACHE, "500 MB");
    }

    @ParameterizedTest
    @EnumSource(value = FirstUse.Entry.class, names = "CLASSIFIER")
    void anotherLibtorchOfTheSystemIsNotMixedIn(FirstUse.Entry entry) throws Exception {
        loadBesideAnotherLibtorch(entry);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(value = FirstUse.Entry.class, mode = EnumSource.Mode.EXCLUDE, names = "CLASSIFIER")
    void noEntryMixesInAnotherLibtorch(FirstUse.Entry entry) throws Exception {
        loadBesideAnotherLibtorch(entry);
    }

    /** Other libraries under libtorch's names stand where the system looks for libraries; nothing is unpacked yet. */
    private void loadBesideAnotherLibtorch(FirstUse.Entry entry) throws Exception {
        assumeTrue(Loader.getPlatform().startsWith("linux"), "LD_LIBRARY_PATH is Linux's");
        Path cache = Files.createTempDirectory(folder, "cache");
        Path decoys = Files.createDirectories(folder.resolve("decoys"));
        Path library = Loader.cacheResource("/org/bytedeco/javacpp/" + Loader.getPlatform() + "/libjnijavacpp.so")
                .toPath();
        for (String name : List.of("libc10.so", "libtorch_cpu.so", "libtorch.so")) {
            Files.write(decoys.resolve(name), Files.readAllBytes(library));
        }
        try {
            String said = run(entry, Map.of("LD_LIBRARY_PATH", decoys.toString()), "-D" + CACHE + "=" + cache);
            assertThat(said).endsWith(FirstUse.FINE);
        } finally {
            delete(cache);
        }
    }

    @Test
    void severalProcessesMayBeTheFirst() throws Exception {
        Path cache = Files.createTempDirectory(folder, "cache");
        try {
            List<Process> processes = new ArrayList<>();
            for (int number = 0; number < 3; number++) {
                processes.add(ChildJava.command(
                                List.of("-D" + CACHE + "=" + cache), FirstUse.class, FirstUse.Entry.ARRAY, folder)
                        .redirectError(folder.resolve("errors-" + number).toFile())
                        .start());
            }
            for (int number = 0; number < processes.size(); number++) {
                Process process = processes.get(number);
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                assertThat(said)
                        .as(Files.readString(folder.resolve("errors-" + number)))
                        .endsWith(FirstUse.FINE);
                assertThat(process.waitFor()).isZero();
            }
        } finally {
            delete(cache);
        }
    }

    @Test
    void aSecondClassLoaderIsRefused() throws Exception {
        Engine.load();
        URL[] classPath = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(System.getProperty("path.separator")))
                .map(FirstUseTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader redeployed = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Class<?> engine = redeployed.loadClass(Engine.class.getName());
            assertThat(engine).isNotEqualTo(Engine.class);
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> engine.getMethod("load").invoke(null))
                        .cause()
                        .satisfies(cause ->
                                assertThat(cause.getClass().getSimpleName()).isEqualTo("BiwaaException"))
                        .hasMessageContaining("another class loader")
                        .hasMessageContaining("shared library folder");
            }
        }
        assertThat(Tensors.item(Tensors.of(new float[] {1, 2}, 2).sum())).isEqualTo(3);
    }

    private static URL url(String file) {
        try {
            return Path.of(file).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** @return what the program prints last */
    private static String run(FirstUse.Entry entry, Map<String, String> environment, String... options)
            throws Exception {
        ProcessBuilder builder = ChildJava.command(List.of(options), FirstUse.class, entry, folder);
        builder.environment().putAll(environment);
        Path errors = folder.resolve("errors.txt");
        Process process = builder.redirectError(errors.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(said + "\n" + Files.readString(errors))
                .isZero();
        return said;
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
