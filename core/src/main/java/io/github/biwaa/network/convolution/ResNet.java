package io.github.biwaa.network.convolution;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ConvolutionalBackbone;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.weights.PublishedWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Residual networks (He et al. 2016) as torchvision builds them: {@code conv1 bn1 relu maxpool layer1 .. layer4}, then the global average. Features
 * are the last planes times the block's expansion, 2048 for ResNet-50. Any size of picture will do.
 *
 * <p>Initial values are torchvision's: convolutions normal with variance 2 / fan out, batch norm scale 1 and offset 0.
 */
public final class ResNet extends ConvolutionalBackbone implements Exportable {

    /** The kind of residual block. */
    public enum BlockKind {
        /** Two 3x3 convolutions, the stride on the first: ResNet-18 and 34. */
        BASIC(1),
        /** 1x1, 3x3 with the stride, 1x1 to four times the planes: ResNet-50 and deeper. */
        BOTTLENECK(4);

        private final int expansion;

        BlockKind(int expansion) {
            this.expansion = expansion;
        }

        private Layer create(int inputs, int planes, int stride) {
            return this == BASIC ? new BasicBlock(inputs, planes, stride) : new BottleneckBlock(inputs, planes, stride);
        }
    }

    private static final int[] DEPTHS = {18, 34, 50, 101, 152};
    private static final Map<Integer, String> FILES = Map.of(
            18, "resnet18-f37072fd.pth",
            34, "resnet34-b627a593.pth",
            50, "resnet50-0676ba61.pth",
            101, "resnet101-63fe2227.pth",
            152, "resnet152-394f9c45.pth");

    private final Conv2d conv1;
    private final BatchNorm bn1;
    private final List<Sequential> layers = new ArrayList<>();
    private final int featureWidth;

    /**
     * A residual network of any depth and width.
     *
     * @param kind the residual block
     * @param blocks how many blocks each of layer1, layer2, ... has; each from 1
     * @param planes the inner width of the blocks of each layer, as many as {@code blocks}; each from 1
     * @param stem the channels after conv1, from 1; torchvision's networks have 64
     * @param channels the channels of a picture, from 1
     */
    public ResNet(BlockKind kind, int[] blocks, int[] planes, int stem, int channels) {
        if (blocks.length == 0 || blocks.length != planes.length) {
            throw new InvalidSettingException("planes: " + planes.length + " entries for " + blocks.length
                    + " layers, expected one per layer and at least one layer");
        }
        conv1 = child("conv1", Conv2d.withoutBias(channels, stem, 7, 2, 3));
        bn1 = child("bn1", new BatchNorm(stem));
        int width = stem;
        for (int i = 0; i < blocks.length; i++) {
            String name = "layer" + (i + 1);
            Sequential layer = new Sequential(name);
            for (int block = 0; block < blocks[i]; block++) {
                // The first layer comes after the max pool and keeps the resolution; each later one halves it.
                layer.add(kind.create(width, planes[i], i > 0 && block == 0 ? 2 : 1));
                width = planes[i] * kind.expansion;
            }
            layers.add(child(name, layer));
        }
        featureWidth = width;
    }

    /** @return torchvision's five */
    public static List<BackboneKind> kinds() {
        List<String> stages = List.of("stem", "layer1", "layer2", "layer3", "layer4");
        return Arrays.stream(DEPTHS)
                .mapToObj(depth -> BackboneKind.forPhotos(
                                "resnet" + depth, "resnet", 1, stages, (channels, size) -> ofDepth(depth, channels))
                        .withPublished(PublishedWeights.torchvision(requireNonNull(FILES.get(depth)))))
                .toList();
    }

    /**
     * One of torchvision's.
     *
     * @param depth 18, 34, 50, 101 or 152
     * @param channels the channels of a picture, from 1
     */
    public static ResNet ofDepth(int depth, int channels) {
        int[] planes = {64, 128, 256, 512};
        return switch (depth) {
            case 18 -> new ResNet(BlockKind.BASIC, new int[] {2, 2, 2, 2}, planes, 64, channels);
            case 34 -> new ResNet(BlockKind.BASIC, new int[] {3, 4, 6, 3}, planes, 64, channels);
            case 50 -> new ResNet(BlockKind.BOTTLENECK, new int[] {3, 4, 6, 3}, planes, 64, channels);
            case 101 -> new ResNet(BlockKind.BOTTLENECK, new int[] {3, 4, 23, 3}, planes, 64, channels);
            case 152 -> new ResNet(BlockKind.BOTTLENECK, new int[] {3, 8, 36, 3}, planes, 64, channels);
            default -> throw new InvalidSettingException("depth: " + depth + ", expected one of 18, 34, 50, 101, 152");
        };
    }

    @Override
    public int featureWidth() {
        return featureWidth;
    }

    @Override
    public Tensor featureMap(Tensor images, Mode mode) {
        // The larger of two values keeps its sign, so the pool may come first: a quarter of the values are left for
        // relu, forwards and backwards.
        Tensor map = Tensors.scoped(
                () -> Activations.relu(Activations.maxPool(bn1.after(conv1, images, mode), 3, 2, 1, false)));
        for (Sequential layer : layers) {
            map = layer.forward(map, mode);
        }
        return map;
    }

    @Override
    public Tensor pool(Tensor map, Mode mode) {
        return Activations.globalAveragePool(map);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        GraphValue map = graph.maxPool(graph.relu(bn1.describe(graph, conv1.describe(graph, images))), 3, 2, 1, false);
        for (Sequential layer : layers) {
            map = layer.describe(graph, map);
        }
        return graph.globalAveragePool(map);
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage("stem", List.of(conv1, bn1)));
        layers.forEach(layer -> stages.addAll(layer.stages()));
        return List.copyOf(stages);
    }

    /** What skips a block: a strided 1x1 convolution and batch norm where the shape changes, else null for the input itself. */
    private static @Nullable Sequential downsample(int inputs, int outputs, int stride) {
        if (stride == 1 && inputs == outputs) {
            return null;
        }
        return new Sequential("downsample")
                .add(Conv2d.withoutBias(inputs, outputs, 1, stride, 0))
                .add(new BatchNorm(outputs));
    }

    /**
     * relu(branch + shortcut). The branch ends in a batch norm, whose backward sweep does not need its output, so both operations may overwrite
     * it. The shortcut must stay as it is: it is the previous block's output.
     */
    private static Tensor join(Tensor branch, Tensor input, @Nullable Sequential downsample, Mode mode) {
        Tensor shortcut = downsample == null ? input : downsample.forward(input, mode);
        return Activations.relu(Activations.sum(branch, shortcut));
    }

    private static GraphValue describeJoin(
            GraphBuilder graph, GraphValue branch, GraphValue input, @Nullable Sequential downsample) {
        GraphValue shortcut = downsample == null ? input : downsample.describe(graph, input);
        return graph.relu(graph.sum(branch, shortcut));
    }

    /** Two 3x3 convolutions beside a shortcut. */
    static final class BasicBlock extends Layer implements Exportable {
        private final Conv2d conv1;
        private final BatchNorm bn1;
        private final Conv2d conv2;
        private final BatchNorm bn2;
        private final @Nullable Sequential downsample;

        BasicBlock(int inputs, int planes, int stride) {
            conv1 = child("conv1", Conv2d.withoutBias(inputs, planes, 3, stride, 1));
            bn1 = child("bn1", new BatchNorm(planes));
            conv2 = child("conv2", Conv2d.withoutBias(planes, planes, 3, 1, 1));
            bn2 = child("bn2", new BatchNorm(planes));
            downsample = downsample(inputs, planes, stride);
            if (downsample != null) {
                child("downsample", downsample);
            }
        }

        @Override
        public Tensor forward(Tensor input, Mode mode) {
            return Tensors.scoped(() -> {
                Tensor branch = Activations.relu(bn1.after(conv1, input, mode));
                branch = bn2.after(conv2, branch, mode);
                return join(branch, input, downsample, mode);
            });
        }

        @Override
        public GraphValue describe(GraphBuilder graph, GraphValue input) {
            GraphValue branch = graph.relu(bn1.describe(graph, conv1.describe(graph, input)));
            branch = bn2.describe(graph, conv2.describe(graph, branch));
            return describeJoin(graph, branch, input, downsample);
        }
    }

    /** 1x1, 3x3 and 1x1 convolutions beside a shortcut; the stride is on the 3x3 (docs/method.md). */
    static final class BottleneckBlock extends Layer implements Exportable {
        private final Conv2d conv1;
        private final BatchNorm bn1;
        private final Conv2d conv2;
        private final BatchNorm bn2;
        private final Conv2d conv3;
        private final BatchNorm bn3;
        private final @Nullable Sequential downsample;

        BottleneckBlock(int inputs, int planes, int stride) {
            int outputs = planes * BlockKind.BOTTLENECK.expansion;
            conv1 = child("conv1", Conv2d.withoutBias(inputs, planes, 1, 1, 0));
            bn1 = child("bn1", new BatchNorm(planes));
            conv2 = child("conv2", Conv2d.withoutBias(planes, planes, 3, stride, 1));
            bn2 = child("bn2", new BatchNorm(planes));
            conv3 = child("conv3", Conv2d.withoutBias(planes, outputs, 1, 1, 0));
            bn3 = child("bn3", new BatchNorm(outputs));
            downsample = downsample(inputs, outputs, stride);
            if (downsample != null) {
                child("downsample", downsample);
            }
        }

        @Override
        public Tensor forward(Tensor input, Mode mode) {
            return Tensors.scoped(() -> {
                Tensor branch = Activations.relu(bn1.after(conv1, input, mode));
                branch = Activations.relu(bn2.after(conv2, branch, mode));
                branch = bn3.after(conv3, branch, mode);
                return join(branch, input, downsample, mode);
            });
        }

        @Override
        public GraphValue describe(GraphBuilder graph, GraphValue input) {
            GraphValue branch = graph.relu(bn1.describe(graph, conv1.describe(graph, input)));
            branch = graph.relu(bn2.describe(graph, conv2.describe(graph, branch)));
            branch = bn3.describe(graph, conv3.describe(graph, branch));
            return describeJoin(graph, branch, input, downsample);
        }
    }
}
