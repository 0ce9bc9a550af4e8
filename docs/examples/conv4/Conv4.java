import io.github.biwaa.network.backbone.BackboneFamily;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.backbone.ConvolutionalBackbone;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.network.layer.Stage;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Conv-4 (Vinyals et al., NeurIPS 2016): four times [convolution, batch norm, ReLU, max pool], then the global average, 64 features. */
public final class Conv4 extends ConvolutionalBackbone implements Exportable {
    private static final int WIDTH = 64;
    private static final int SMALLEST_PICTURE = 16;
    private static final List<String> STAGES = List.of("stem", "layer1", "layer2", "layer3");

    private final Sequential encoder = child("encoder", new Sequential(STAGES.get(0)));

    /** @param channels the channels of a picture */
    public Conv4(int channels) {
        for (String stage : STAGES) {
            boolean first = stage.equals(STAGES.get(0));
            if (!first) {
                encoder.startStage(stage);
            }
            encoder.add(Conv2d.heNormal(first ? channels : WIDTH, WIDTH, 3, 1, 1))
                    .add(new BatchNorm(WIDTH))
                    .add(Operation.relu())
                    .add(Operation.maxPool(2, 2));
        }
    }

    @Override
    public int featureWidth() {
        return WIDTH;
    }

    @Override
    public Tensor featureMap(Tensor images, Mode mode) {
        return encoder.forward(images, mode);
    }

    @Override
    public Tensor pool(Tensor map, Mode mode) {
        return Activations.globalAveragePool(map);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        return graph.globalAveragePool(encoder.describe(graph, images));
    }

    @Override
    public List<Stage> stages() {
        return encoder.stages();
    }

    /** What ServiceLoader finds. */
    public static final class Family implements BackboneFamily {
        @Override
        public List<BackboneKind> kinds() {
            return List.of(BackboneKind.forPhotos(
                            "conv4", "conv", SMALLEST_PICTURE, STAGES, (channels, size) -> new Conv4(channels))
                    .withClassifier(ClassifierLayer.linear("classifier")));
        }
    }
}
