package io.github.biwaa.network.backbone;

import io.github.biwaa.network.convolution.AlexNet;
import io.github.biwaa.network.convolution.ConvNeXt;
import io.github.biwaa.network.convolution.EfficientNet;
import io.github.biwaa.network.convolution.MobileNetV3;
import io.github.biwaa.network.convolution.MobileStyle;
import io.github.biwaa.network.convolution.Vgg;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.transformer.Swin;
import io.github.biwaa.network.transformer.VitDesign;
import io.github.biwaa.network.transformer.VitKinds;
import io.github.biwaa.network.transformer.WindowAttention;
import java.io.Closeable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Networks whose layers are narrow and few, so that training them takes a second: the same code with fewer numbers. They are
 * known by name from {@link #register} on until what it returns is closed.
 */
public final class NarrowNetworks implements BackboneFamily {
    public static final int WIDTH = 32;

    private static final List<MobileNetV3.Block> MOBILE = List.of(
            new MobileNetV3.Block(0, 3, 16, 16, true, Operation::relu, 1),
            new MobileNetV3.Block(1, 3, 24, 8, false, Operation::relu, 2),
            new MobileNetV3.Block(2, 5, 24, 8, true, Operation::hardSwish, 2),
            new MobileNetV3.Block(3, 3, 24, 16, false, Operation::hardSwish, 2),
            new MobileNetV3.Block(4, 5, 32, 16, true, Operation::hardSwish, 2),
            new MobileNetV3.Block(4, 5, 32, 16, true, Operation::hardSwish, 1));

    private static final List<EfficientNet.Row> EFFICIENT = List.of(
            new EfficientNet.Row(3, 1, 8, 1, 1),
            new EfficientNet.Row(3, 2, 8, 2, 2),
            new EfficientNet.Row(5, 2, 8, 1, 2),
            new EfficientNet.Row(3, 2, 16, 1, 2),
            new EfficientNet.Row(5, 2, 16, 1, 2));

    @Override
    public List<BackboneKind> kinds() {
        return Stream.of(convolutional(), modern()).flatMap(List::stream).toList();
    }

    private static List<BackboneKind> modern() {
        VitDesign.Size nano = VitDesign.Size.NANO;
        return List.of(
                transformer("narrow_vit", VitDesign.plain(16, nano)),
                transformer("narrow_mean_vit", VitDesign.plain(16, nano).pooledByMean()),
                transformer("narrow_dinov2", VitDesign.dinov2(nano).withoutPositionOfClass(4)),
                transformer("narrow_deit3", VitDesign.deit3(nano)),
                transformer("narrow_clip", VitDesign.clip(16, nano, true)),
                convNeXt("narrow_convnext", false),
                convNeXt("narrow_convnextv2", true),
                Swin.kind("narrow_swin", WIDTH, WindowAttention.Border.TIMM, BackboneInput.imagenet(WIDTH), 1, 2),
                Swin.kind(
                        "narrow_swin_t",
                        WIDTH,
                        WindowAttention.Border.TORCHVISION,
                        BackboneInput.imagenet(WIDTH),
                        2,
                        1),
                MobileNetV3.kind(
                        "narrow_mobilenet_v3",
                        BackboneInput.imagenet(1),
                        (channels, size) -> new MobileNetV3(MOBILE, 24, WIDTH, channels, MobileStyle.TORCHVISION_V3)),
                EfficientNet.kind(
                        "narrow_efficientnet",
                        channels -> new EfficientNet(EFFICIENT, 8, WIDTH, channels, MobileStyle.TENSORFLOW)));
    }

    private static BackboneKind transformer(String name, VitDesign design) {
        return VitKinds.kind(name, design, BackboneInput.photos(4 * design.patch(), design.patch(), 1));
    }

    private static BackboneKind convNeXt(String name, boolean second) {
        return ConvNeXt.kind(
                name, new ConvNeXt.Design(new int[] {1, 1, 2, 1}, new int[] {8, 16, 24, WIDTH}, second), 1);
    }

    private static List<BackboneKind> convolutional() {
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
