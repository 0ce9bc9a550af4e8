package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Layers one after the other, numbered from 0 as in torchvision: their numbers are part of the names of tensors. Layers are grouped into
 * {@link Stage stages}; intermediate results within a stage are freed at its end, but for those that a backward sweep needs. A batch norm right after a convolution is applied together with it.
 */
public final class Sequential extends Layer implements Exportable {
    private final List<String> stageNames = new ArrayList<>();
    private final List<List<Layer>> stageLayers = new ArrayList<>();
    private int size;

    /** @param firstStage the name of the stage that the first layers belong to */
    public Sequential(String firstStage) {
        startStage(firstStage);
    }

    /** Lets the layers added from now on belong to a new stage. */
    public Sequential startStage(String name) {
        stageNames.add(name);
        stageLayers.add(new ArrayList<>());
        return this;
    }

    /** Appends a layer under the next number. */
    public Sequential add(Layer layer) {
        child(Integer.toString(size++), layer);
        stageLayers.get(stageLayers.size() - 1).add(layer);
        return this;
    }

    /** @return its layers by stage, in order */
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < stageNames.size(); i++) {
            stages.add(new Stage(stageNames.get(i), stageLayers.get(i)));
        }
        return stages;
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        Tensor current = input;
        for (List<Layer> layers : stageLayers) {
            current = applyAll(layers, current, mode);
        }
        return current;
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        GraphValue current = input;
        for (List<Layer> layers : stageLayers) {
            for (Layer layer : layers) {
                current = Exportable.of(layer).describe(graph, current);
            }
        }
        return current;
    }

    private static Tensor applyAll(List<Layer> layers, Tensor input, Mode mode) {
        return Tensors.scoped(() -> {
            Tensor current = input;
            for (int i = 0; i < layers.size(); i++) {
                Layer next = i + 1 < layers.size() ? layers.get(i + 1) : null;
                if (layers.get(i) instanceof Conv2d convolution && next instanceof BatchNorm norm) {
                    current = norm.after(convolution, current, mode);
                    i++;
                } else {
                    current = layers.get(i).forward(current, mode);
                }
            }
            return current;
        });
    }
}
