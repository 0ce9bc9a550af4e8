package io.github.biwaa.network.backbone;

import io.github.biwaa.network.layer.Mode;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** A backbone whose last map is pooled to features. */
public abstract class ConvolutionalBackbone extends Backbone implements SpatialBackbone {

    /**
     * The output of the last convolutional stage, which still knows where things are.
     *
     * @param images [N, C, H, W], normalised
     * @return [N, C', H', W']
     */
    public abstract Tensor featureMap(Tensor images, Mode mode);

    /**
     * From the last map to the features.
     *
     * @param map what {@link #featureMap} returned
     * @return [N, width]
     */
    public abstract Tensor pool(Tensor map, Mode mode);

    @Override
    protected final Tensor features(Tensor images, Mode mode) {
        return pool(featureMap(images, mode), mode);
    }

    @Override
    public final Tensor features(Tensor images, UnaryOperator<Tensor> map, Mode mode) {
        return pool(map.apply(featureMap(images, mode)), mode);
    }
}
