package io.github.biwaa.network.convolution;

import io.github.biwaa.network.backbone.ConvolutionalBackbone;
import io.github.biwaa.network.backbone.ForeignNames;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.network.layer.StochasticDepth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Networks of {@link InvertedResidual inverted residual blocks}, under torchvision's names: a stem that halves the picture, blocks, a 1x1 convolution to
 * many channels, the global average. A block that halves the map opens a stage.
 */
abstract class MobileBackbone extends ConvolutionalBackbone implements Exportable {
    static final List<String> STAGES = List.of("stem", "layer1", "layer2", "layer3", "layer4");

    private static final String LAST_UNIT = "conv_head";

    private final Sequential features;
    private final List<InvertedResidual> blocks = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final List<String> layers = new ArrayList<>();
    private final MobileStyle style;
    private int opened;
    private int size;

    MobileBackbone(MobileStyle style) {
        this.style = style;
        features = child("features", new Sequential(STAGES.get(0)));
    }

    /** Adds convolution, norm and activation under the next number, and timm's names of the two. */
    final void addUnit(int inputs, int outputs, int kernel, int stride, Operation activation, String... timm) {
        features.add(style.unit(inputs, outputs, kernel, stride, 1, activation));
        if (!timm[0].equals(LAST_UNIT)) {
            layers.add("features\\." + size + "\\..*");
        }
        translate(timm[0], "features." + size + ".0");
        translate(timm[1], "features." + size++ + ".1");
    }

    /** Adds a block under the next number. */
    final void addBlock(InvertedResidual.Shape shape, String timm) {
        openStage(shape.stride());
        InvertedResidual block = new InvertedResidual(shape, style);
        features.add(block);
        register(block, "features." + size++, timm);
    }

    /** Adds blocks under the next number, each numbered in itself. */
    final void addRow(List<InvertedResidual.Shape> shapes, String timm) {
        openStage(shapes.get(0).stride());
        Sequential row = new Sequential("all");
        for (int i = 0; i < shapes.size(); i++) {
            InvertedResidual block = new InvertedResidual(shapes.get(i), style);
            row.add(block);
            register(block, "features." + size + "." + i, timm + "." + i);
        }
        features.add(row);
        size++;
    }

    private void openStage(int stride) {
        if (stride > 1) {
            features.startStage(STAGES.get(++opened));
        }
    }

    private void register(InvertedResidual block, String own, String timm) {
        blocks.add(block);
        layers.add(own.replace(".", "\\.") + "\\..*");
        block.timmNames().forEach((layer, ownLayer) -> translate(timm + "." + layer, own + "." + ownLayer));
    }

    /** Adds a translation of the names of a layer's tensors. */
    final void translate(String timm, String own) {
        names.put(timm.replace(".", "\\.") + "\\.(\\w+)", own + ".$1");
    }

    @Override
    protected final ForeignNames foreignNames() {
        // The longest first: a block's bn1 is not the stem's.
        return ForeignNames.of(names.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .flatMap(timm -> Stream.of(timm, names.get(timm)))
                .toArray(String[]::new));
    }

    /** The stem and each block; what timm counts to the head learns as the heads do. */
    @Override
    public final List<String> layers() {
        return List.copyOf(layers);
    }

    @Override
    public final List<List<StochasticDepth>> branches() {
        return blocks.stream()
                .map(block -> block.depth() == null ? List.<StochasticDepth>of() : List.of(block.depth()))
                .toList();
    }

    @Override
    protected final void spread(double rate, List<List<StochasticDepth>> branches) {
        StochasticDepth.belowTheRate(rate, branches);
    }

    @Override
    public Tensor featureMap(Tensor images, Mode mode) {
        return features.forward(images, mode);
    }

    @Override
    public Tensor pool(Tensor map, Mode mode) {
        return Activations.globalAveragePool(map);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        return graph.globalAveragePool(features.describe(graph, images));
    }

    @Override
    public List<Stage> stages() {
        return features.stages();
    }
}
