package io.github.biwaa.network.backbone;

import io.github.biwaa.network.layer.Mode;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** A backbone whose computation passes a map that still knows where things are, on which heat maps are drawn. */
public interface SpatialBackbone {

    /**
     * Features of pictures by way of the last map.
     *
     * @param images [N, C, H, W], normalised
     * @param map sees the last map, [N, C', H', W'], and returns what to go on with
     * @return [N, width]
     */
    Tensor features(Tensor images, UnaryOperator<Tensor> map, Mode mode);
}
