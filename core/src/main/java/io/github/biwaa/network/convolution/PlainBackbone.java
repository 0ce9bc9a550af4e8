package io.github.biwaa.network.convolution;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.backbone.ConvolutionalBackbone;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.network.layer.Stage;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** Convolutions up to the last map under the name {@code features}, then linear layers under the name {@code classifier}: LeNet, DTN, AlexNet, VGG. */
abstract class PlainBackbone extends ConvolutionalBackbone implements Exportable {
    private final int featureWidth;
    private final int pooled;
    private final Sequential features;
    private final Sequential classifier;

    /** @param pooled the side to which the last map is averaged, whatever its size; 0 leaves it as it is */
    PlainBackbone(int featureWidth, int pooled, Sequential features, Sequential classifier) {
        this.featureWidth = featureWidth;
        this.pooled = pooled;
        this.features = child("features", features);
        this.classifier = child("classifier", classifier);
    }

    /** @return the width and height of a picture */
    static int checked(String name, int size, int smallest, int largest) {
        if (size < smallest || size > largest) {
            throw new InvalidSettingException(
                    "size: " + size + ", expected " + smallest + " to " + largest + " pixels for " + name);
        }
        return size;
    }

    @Override
    public int featureWidth() {
        return featureWidth;
    }

    @Override
    public Tensor featureMap(Tensor images, Mode mode) {
        return features.forward(images, mode);
    }

    @Override
    public Tensor pool(Tensor map, Mode mode) {
        Tensor rows = pooled == 0 ? map.flatten(1, -1) : Activations.averagePoolTo(pooled, map);
        return classifier.forward(rows, mode);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        GraphValue map = features.describe(graph, images);
        return classifier.describe(graph, pooled == 0 ? graph.flatten(map) : graph.averagePoolTo(pooled, map));
    }

    @Override
    public List<Stage> stages() {
        return Stream.concat(features.stages().stream(), classifier.stages().stream())
                .toList();
    }
}
