package io.github.biwaa.network.backbone;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Stage;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The identity, for features that somebody computed before: a batch [N, width] is its own features. */
public final class FeatureBackbone extends Backbone implements Exportable {
    /** Its name in settings and models. */
    public static final String NAME = "embeddings";

    private final int width;

    /** @param width the number of features per sample */
    public FeatureBackbone(int width) {
        this.width = width;
    }

    @Override
    public int featureWidth() {
        return width;
    }

    @Override
    protected Tensor features(Tensor features, Mode mode) {
        return features;
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue features) {
        return features;
    }

    @Override
    public List<Stage> stages() {
        return List.of();
    }
}
