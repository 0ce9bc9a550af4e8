package io.github.biwaa.network.backbone;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.network.layer.StochasticDepth;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * The part of a network that sees pictures: from a batch [N, C, H, W] to one row of features per picture, [N, width]. It has no classifier of its
 * own; weight files of the whole ImageNet network load into it, their classifier is left aside.
 */
public abstract class Backbone extends Layer {

    /** @return the number of features per picture */
    public abstract int featureWidth();

    /** @return the file that it was read from and cannot do without, which models keep a copy of; empty for a backbone that is written in Java */
    public Optional<Path> file() {
        return Optional.empty();
    }

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
     * The parts that learn at rates of their own if each layer is to learn more slowly than the next one: by default the stages.
     *
     * @return a regular expression per layer, from the picture to the features, for the names of its parameters; parameters that none matches learn as
     *     fast as the heads
     */
    public List<String> layers() {
        List<Parameter> all = trainableParameters();
        return stages().stream()
                .map(stage -> stage.layers().stream()
                        .flatMap(layer -> layer.trainableParameters().stream())
                        .map(Parameter::tensor)
                        .toList())
                .map(tensors -> all.stream()
                        .filter(parameter -> tensors.contains(parameter.tensor()))
                        .map(parameter -> Pattern.quote(parameter.name()))
                        .collect(Collectors.joining("|")))
                .toList();
    }

    /** @return what drops the branches of its residual blocks, block by block; empty if nothing does */
    public List<List<StochasticDepth>> branches() {
        return List.of();
    }

    /**
     * Leaves branches of residual blocks out at random while training, later ones more often; see {@link StochasticDepth}. Networks without such blocks,
     * ResNet's among them, stay as they are.
     *
     * @param rate the probability of the last block, from 0 to below 1
     * @throws InvalidSettingException if the rate is out of range
     */
    public final void dropBranches(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new InvalidSettingException("stochastic-depth: " + rate + ", expected a number from 0 to below 1");
        }
        spread(rate, branches());
    }

    /** Gives each block its probability. */
    protected void spread(double rate, List<List<StochasticDepth>> branches) {
        StochasticDepth.upToTheLast(rate, branches);
    }

    /** @return whether most of its work lies in products of large matrices, as in transformers; false unless a network says so */
    protected boolean multipliesMatrices() {
        return false;
    }

    /** @return what other libraries call its tensors */
    protected ForeignNames foreignNames() {
        return ForeignNames.NONE;
    }

    /**
     * Brings the tensors of a weight file to this network's shapes where that loses nothing, such as positions of another picture size. What it makes
     * belongs to the scope of the caller.
     *
     * @param values by this network's names; others may be among them
     * @return the values to load
     */
    protected Map<String, Tensor> fitted(Map<String, Tensor> values) {
        return ForeignNames.reshaped(namedTensors(), values);
    }

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
        Engine.expectProducts(multipliesMatrices());
        return Tensors.scoped(() -> features(Tensors.channelsLast(images), mode));
    }
}
