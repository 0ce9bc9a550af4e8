package io.github.biwaa.network.backbone;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.network.layer.StochasticDepth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A backbone as ConvNeXt and Swin are: a stem, stages of residual blocks, each but the first after a halving of the map, and a norm at the end. */
public abstract class StagedBackbone extends ConvolutionalBackbone implements Exportable {
    /** The names of {@link #stages} where there are four of blocks. */
    public static final List<String> STAGES = List.of("stem", "layer1", "layer2", "layer3", "layer4");

    private final List<BlockStage> blockStages = new ArrayList<>();

    /** Blocks of one width, applied one after the other. */
    private static final class BlockStage extends Layer implements Exportable {
        private final List<Layer> parts = new ArrayList<>();
        private final int blocks;

        BlockStage(Optional<Layer> downsample, List<? extends Layer> blocks) {
            downsample.ifPresent(halving -> parts.add(child("downsample", halving)));
            for (int i = 0; i < blocks.size(); i++) {
                parts.add(child("blocks." + i, blocks.get(i)));
            }
            this.blocks = blocks.size();
        }

        List<Layer> blocks() {
            return parts.subList(parts.size() - blocks, parts.size());
        }

        @Override
        public Tensor forward(Tensor input, Mode mode) {
            Tensor map = input;
            for (Layer part : parts) {
                map = part.forward(map, mode);
            }
            return map;
        }

        @Override
        public GraphValue describe(GraphBuilder graph, GraphValue input) {
            GraphValue map = input;
            for (Layer part : parts) {
                map = Exportable.of(part).describe(graph, map);
            }
            return map;
        }
    }

    /**
     * Adds a stage behind those that are there; called by constructors.
     *
     * @param name of its tensors
     * @param downsample what halves the map before its blocks; empty for the first stage
     * @param blocks Exportable, each with its {@link StochasticDepth} as a child
     */
    protected final void addStage(String name, Optional<Layer> downsample, List<? extends Layer> blocks) {
        blockStages.add(child(name, new BlockStage(downsample, blocks)));
    }

    /** @return a map, passed through all stages */
    protected final Tensor throughStages(Tensor map, Mode mode) {
        Tensor passed = map;
        for (BlockStage stage : blockStages) {
            passed = stage.forward(passed, mode);
        }
        return passed;
    }

    /** {@link #throughStages} as a graph. */
    protected final GraphValue describeStages(GraphBuilder graph, GraphValue map) {
        GraphValue passed = map;
        for (BlockStage stage : blockStages) {
            passed = stage.describe(graph, passed);
        }
        return passed;
    }

    /** @return the layers of the stem */
    protected abstract List<Layer> stem();

    /** @return the norm after the last stage, which is frozen with it */
    protected abstract Layer norm();

    @Override
    public final List<Stage> stages() {
        List<Stage> named = new ArrayList<>(List.of(new Stage(STAGES.get(0), stem())));
        for (int i = 0; i < blockStages.size(); i++) {
            boolean last = i + 1 == blockStages.size();
            Layer stage = blockStages.get(i);
            named.add(new Stage(STAGES.get(i + 1), last ? List.of(stage, norm()) : List.of(stage)));
        }
        return List.copyOf(named);
    }

    /** The stem and each block, with the halving before it. */
    protected final List<String> layers(String stem, String stages) {
        List<String> layers = new ArrayList<>(List.of(stem + "\\..*"));
        for (int stage = 0; stage < blockStages.size(); stage++) {
            for (int i = 0; i < blockStages.get(stage).blocks; i++) {
                String part = i == 0 ? "(downsample|blocks\\.0)" : "blocks\\." + i;
                layers.add(stages + "\\." + stage + "\\." + part + "\\..*");
            }
        }
        return layers;
    }

    @Override
    public final List<List<StochasticDepth>> branches() {
        return blockStages.stream()
                .flatMap(stage -> stage.blocks().stream())
                .map(block -> block.parts(StochasticDepth.class))
                .toList();
    }
}
