package io.github.biwaa.network;

import java.io.Closeable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * VGG and AlexNet whose last layers are 32 wide in place of 4096, so that training them takes a second: the same code with fewer numbers. They are
 * known by name from {@link #register} on until what it returns is closed.
 */
public final class NarrowNetworks implements BackboneFamily {
    public static final int WIDTH = 32;

    @Override
    public List<BackboneKind> kinds() {
        return List.of(
                BackboneKind.forPhotos(
                                "narrow_vgg11",
                                "vgg",
                                32,
                                Vgg.STAGES,
                                (channels, size) -> new Vgg(11, false, channels, WIDTH))
                        .withClassifier(Vgg.CLASSIFIER),
                BackboneKind.forPhotos(
                                "narrow_vgg11_bn",
                                "vgg",
                                32,
                                Vgg.STAGES,
                                (channels, size) -> new Vgg(11, true, channels, WIDTH))
                        .withClassifier(Vgg.CLASSIFIER),
                BackboneKind.forPhotos(
                                "narrow_alexnet",
                                "alexnet",
                                63,
                                AlexNet.STAGES,
                                (channels, size) -> new AlexNet(channels, WIDTH))
                        .withClassifier(AlexNet.CLASSIFIER));
    }

    /**
     * Puts a file for ServiceLoader on the class path of this thread.
     *
     * @param folder where the file goes
     */
    public static Closeable register(Path folder) throws IOException {
        return register(folder, BackboneFamily.class, NarrowNetworks.class.getName());
    }

    /**
     * Puts a file for ServiceLoader on the class path of this thread.
     *
     * @param folder where the file goes
     * @param service what is provided
     * @param provider the name of a class
     */
    public static Closeable register(Path folder, Class<?> service, String provider) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(service.getName()), provider);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(loader);
        return () -> {
            Thread.currentThread().setContextClassLoader(before);
            loader.close();
        };
    }
}
