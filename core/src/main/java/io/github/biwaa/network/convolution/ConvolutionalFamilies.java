package io.github.biwaa.network.convolution;

import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.BuiltInFamily;
import java.util.List;
import java.util.stream.Stream;

/** The built-in backbones that are made of convolutions. */
public final class ConvolutionalFamilies implements BuiltInFamily {

    @Override
    public List<BackboneKind> kinds() {
        return Stream.of(
                        ResNet.kinds(),
                        Vgg.kinds(),
                        AlexNet.kinds(),
                        SqueezeNet.kinds(),
                        MobileNetV2.kinds(),
                        MobileNetV3.kinds(),
                        EfficientNet.kinds(),
                        ConvNeXt.kinds(),
                        LeNet.kinds(),
                        Dtn.kinds())
                .flatMap(List::stream)
                .toList();
    }
}
