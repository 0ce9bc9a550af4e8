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
     * Features of pictures, in memory as {@link #forward} lays them.
     *
     * @param images [N, C, H, W], normalised
     * @return [N, width]
     */
    protected abstract Tensor features(Tensor images, Mode mode);

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
        return Tensors.scoped(() -> features(Tensors.channelsLast(images), mode));
    }
}
