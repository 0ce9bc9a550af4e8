package io.github.biwaa.network;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The part of a network that sees pictures: from a batch [N, C, H, W] to one row of features per picture, [N, width]. It has no classifier of its
 * own; weight files of the whole ImageNet network load into it, their classifier is left aside.
 */
public abstract class Backbone extends Layer {

    /** @return the number of features per picture */
    public abstract int featureWidth();

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

    /**
     * Whether a tensor of a weight file belongs to the ImageNet classifier that this backbone leaves out.
     *
     * @param name as torchvision writes it
     */
    public abstract boolean isClassifier(String name);

    /** @return the last layer of the whole network, by whose name an adapted model is exported; {@code fc} unless overridden */
    public ClassifierLayer classifierLayer() {
        return new ClassifierLayer("fc", false);
    }

    /**
     * The parts that can be frozen, from the picture to the features; freezing a prefix of them keeps what general filters learnt elsewhere.
     *
     * @return the stages in order; together they hold every parameter. Empty for a backbone without parameters
     */
    public abstract List<Stage> stages();

    /**
     * Freezes a stage and all before it: what comes after still learns, and a backward sweep ends where it meets the frozen part, whose
     * intermediate results it does not need.
     *
     * @param last the name of the last stage to freeze
     * @throws InvalidSettingException if there is no such stage; the message names those there are
     */
    public final void freezeThrough(String last) {
        List<String> names = stages().stream().map(Stage::name).toList();
        int index = names.indexOf(last);
        if (index < 0) {
            throw new InvalidSettingException(
                    "freeze: there is no stage \"" + last + "\", expected one of " + String.join(", ", names));
        }
        stages().subList(0, index + 1).forEach(Stage::freeze);
    }

    /**
     * Features of pictures. In float32 the pictures are laid out channels-last first: convolutions and pooling are several times as fast so.
     *
     * @param images [N, C, H, W], normalised
     * @return [N, width]
     */
    @Override
    public final Tensor forward(Tensor images, Mode mode) {
        return Tensors.scoped(() -> pool(featureMap(Tensors.channelsLast(images), mode), mode));
    }
}
