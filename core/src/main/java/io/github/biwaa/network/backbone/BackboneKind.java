package io.github.biwaa.network.backbone;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.weights.PublishedWeights;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A backbone that can be asked for by name.
 *
 * @param name for example {@code resnet50}; torchvision's name where it has the network
 * @param family {@code resnet}, {@code vgg}, {@code alexnet}, {@code squeezenet}, {@code lenet}, {@code dtn} and others
 * @param featureScale what its features are multiplied by before the bottleneck. The paper's step sizes and its distance of centroids suit features
 *     as large as a ResNet's; 1 for all but the SqueezeNets, whose ImageNet features are about twenty times as large
 * @param stages the names of its {@link Backbone#stages}, in order
 * @param input the pictures it was made for
 * @param published the ImageNet weights that somebody publishes for it, if anybody does
 * @param classifier the last layer of the whole network, which its backbone leaves out
 * @param transformer whether it is one, which by default is trained as transformers are (docs/training-recipes.md)
 * @param file that holds the whole backbone; empty for one that is written in Java
 * @param factory makes one from channels and size that were checked
 */
public record BackboneKind(
        String name,
        String family,
        double featureScale,
        List<String> stages,
        BackboneInput input,
        Optional<PublishedWeights> published,
        ClassifierLayer classifier,
        boolean transformer,
        Optional<NetworkFile> file,
        Factory factory) {

    /** Makes a network. */
    @FunctionalInterface
    public interface Factory {
        /**
         * @param channels the channels of a picture
         * @param size width and height of a picture in pixels; only LeNet and DTN depend on it
         */
        Backbone create(int channels, int size);
    }

    /** @throws InvalidSettingException if name or stages are no names, or two stages have the same */
    public BackboneKind {
        stages = List.copyOf(stages);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new InvalidSettingException(
                    "backbone: \"" + name + "\", expected a name of letters, digits, '.', '_' and '-'");
        }
        for (String stage : stages) {
            if (!stage.matches("[a-z][a-z0-9_]*") || stage.equals("none") || stage.equals("backbone")) {
                throw new InvalidSettingException("backbone " + name + ": a stage is called \"" + stage
                        + "\", expected a name of a-z, 0-9 and _ that is neither none nor backbone");
            }
        }
        if (new HashSet<>(stages).size() < stages.size()) {
            throw new InvalidSettingException(
                    "backbone " + name + ": two of the stages " + stages + " are named alike");
        }
    }

    /**
     * A network designed for photos: 3 channels, 224 pixels, features as they are.
     *
     * @param name by which it can be asked for
     * @param family what it belongs to
     * @param minimumSize the smallest width and height in pixels its layers allow
     * @param stages the names of its {@link Backbone#stages}, in order
     * @param factory makes one from channels and size that were checked
     */
    public static BackboneKind forPhotos(
            String name, String family, int minimumSize, List<String> stages, Factory factory) {
        return of(name, family, BackboneInput.imagenet(minimumSize), stages, factory);
    }

    /**
     * A network whose features are taken as they are, without published weights; whole networks of its kind end in {@code fc}.
     *
     * @param name by which it can be asked for
     * @param family what it belongs to
     * @param input the pictures it was made for
     * @param stages the names of its {@link Backbone#stages}, in order
     * @param factory makes one from channels and size that were checked
     */
    public static BackboneKind of(
            String name, String family, BackboneInput input, List<String> stages, Factory factory) {
        return new BackboneKind(
                name, family, 1, stages, input, Optional.empty(), ClassifierLayer.FC, false, Optional.empty(), factory);
    }

    /** @return the same with features that are multiplied by another number before the bottleneck */
    public BackboneKind withFeatureScale(double scale) {
        return with(scale, input, published, classifier, transformer, file);
    }

    /** @return the same with another last layer of the whole network */
    public BackboneKind withClassifier(ClassifierLayer layer) {
        return with(featureScale, input, published, layer, transformer, file);
    }

    /** @return the same with published weights */
    public BackboneKind withPublished(PublishedWeights weights) {
        return with(featureScale, input, Optional.of(weights), classifier, transformer, file);
    }

    /** @return the same as one that is trained as transformers are */
    public BackboneKind asTransformer() {
        return with(featureScale, input, published, classifier, true, file);
    }

    /** @return the same that sees other pictures */
    public BackboneKind withInput(BackboneInput pictures) {
        return with(featureScale, pictures, published, classifier, transformer, file);
    }

    /** @return the same, held by a file */
    public BackboneKind heldBy(NetworkFile network) {
        return with(featureScale, input, published, classifier, transformer, Optional.of(network));
    }

    /** @return the same network by the same name, otherwise described */
    private BackboneKind with(
            double scale,
            BackboneInput pictures,
            Optional<PublishedWeights> weights,
            ClassifierLayer layer,
            boolean asTransformer,
            Optional<NetworkFile> network) {
        return new BackboneKind(name, family, scale, stages, pictures, weights, layer, asTransformer, network, factory);
    }

    /** @return what {@link Backbones#of} finds it by: its name, or the path of its file */
    public String setting() {
        return file.map(network -> network.path().toString()).orElse(name);
    }

    /**
     * The published weights.
     *
     * @throws InvalidSettingException if there are none
     */
    public PublishedWeights publishedWeights() {
        return published.orElseThrow(() -> new InvalidSettingException("weights: there are no ImageNet weights of "
                + name + ", expected a file, or none to train from scratch"));
    }

    /**
     * From a picture file to what the network sees.
     *
     * @param size pixels of a view
     * @param channels 3 or 1
     * @throws InvalidSettingException if the backbone does not allow them
     */
    public Preprocessing preprocessing(int size, int channels) {
        return input.preprocessing(size, channels, name);
    }

    /** @return the channels of the pictures it was made for */
    public int defaultChannels() {
        return input.channels().get(0);
    }

    /** @return width and height in pixels of the pictures it was made for */
    public int defaultSize() {
        return input.size();
    }

    /** @return the smallest width and height in pixels its layers allow */
    public int minimumSize() {
        return input.smallest();
    }

    /**
     * A network with initial values drawn from libtorch's generator: seed it first.
     *
     * @param channels the channels of a picture, from 1
     * @param size width and height of a picture in pixels, from {@link #minimumSize}, a multiple of what the input says
     * @return a network in float32 that the caller closes
     * @throws InvalidSettingException if channels or size are out of range
     * @throws IllegalStateException if the network has other stages than its kind says
     */
    public Backbone create(int channels, int size) {
        if (channels < 1) {
            throw new InvalidSettingException("channels: " + channels + ", expected at least 1 for " + name);
        }
        input.requireSize(size, name);
        Backbone backbone = factory.create(channels, size);
        List<String> found = backbone.stages().stream().map(Stage::name).toList();
        if (!found.equals(stages)) {
            backbone.close();
            throw new IllegalStateException(
                    "the backbone " + name + " has the stages " + found + ", but its kind says " + stages);
        }
        return backbone;
    }

    /**
     * {@link #create(int, int)} with the weights of a file.
     *
     * @param weights safetensors or PyTorch; empty for initial values. The file that holds a whole backbone has been read then
     * @throws io.github.biwaa.BiwaaException if the file cannot be read or its weights do not fit
     */
    public Backbone create(int channels, int size, Optional<Path> weights) {
        Backbone backbone = create(channels, size);
        try {
            weights.filter(this::addsWeights).ifPresent(other -> PretrainedWeights.load(backbone, classifier, other));
            return backbone;
        } catch (RuntimeException e) {
            backbone.close();
            throw e;
        }
    }

    /** @return whether it can be trained; a file's network perhaps cannot */
    public boolean isTrainable() {
        return file.map(NetworkFile::trainable).orElse(true);
    }

    private boolean addsWeights(Path weights) {
        return file.map(own -> own.trainable()
                        && !own.path().equals(weights.toAbsolutePath().normalize()))
                .orElse(true);
    }

    /** {@link #create(int, int)} for the pictures it was designed for. */
    public Backbone create() {
        return create(defaultChannels(), defaultSize());
    }
}
