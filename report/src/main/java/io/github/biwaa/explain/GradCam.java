package io.github.biwaa.explain;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.alignment.FeatureWeighting;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.image.ViewRenderer;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.model.DomainBranch;
import io.github.biwaa.model.Model;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.SpatialBackbone;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.samples.ViewBatch;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Grad-CAM (Selvaraju et al. 2017) at the last convolution of a model, of a class or of the domain.
 *
 * <pre>
 * a_c = mean over places of ds / dA_c          A: the last convolutional map, [C, h, w];  s: the logit asked for
 * class k:  s = z_k,            heat = max(0, sum_c a_c A_c)
 * domain:   s = G_d(w * f),     heat = |sum_c a_c A_c|
 * </pre>
 *
 * <p>w are the feature weights of {@link FeatureWeighting} where the method weights the target, with the predicted class for the label, constant for
 * the backward sweep as in training; else 1. The domain's logit says source or target with its sign, and what speaks for either is what the
 * adversarial branch aligns: hence the magnitude.
 *
 * <p>The network sees the centre view of each picture; the maps cover that view.
 */
public final class GradCam implements AutoCloseable {
    private static final int BATCH = 32;

    private final Model model;
    private final AdaptationNetwork network;
    private final Optional<DomainBranch> branch;

    private GradCam(Model model, Optional<DomainBranch> branch) {
        this.model = model;
        this.network = model.network();
        this.branch = branch;
    }

    /**
     * Loads a model.
     *
     * @param path a run folder (its last finished run counts), a run-N folder or a model folder
     * @throws BiwaaException if there is no model, its weights do not fit, or it is a model of embeddings
     */
    public static GradCam load(Path path) {
        return of(Model.load(path));
    }

    /**
     * Looks into a model, which the maps own from now on.
     *
     * @throws BiwaaException if it is a model of embeddings, or the files of its discriminator are damaged; the model is closed then
     */
    public static GradCam of(Model model) {
        try {
            model.description().requirePictures("be explained by heat maps");
            model.network().freeze();
            Optional<DomainBranch> branch = model.domainBranch();
            branch.ifPresent(loaded -> loaded.discriminator().freeze());
            return new GradCam(model, branch);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** @return the names of the classes */
    public List<String> classes() {
        return model.description().classes();
    }

    /** @return whether there is an adversarial branch to look through */
    public boolean hasDomainBranch() {
        return branch.isPresent();
    }

    /** @return from a picture file to what the network sees */
    public Preprocessing preprocessing() {
        return model.description().requiredPreprocessing();
    }

    /** @return the part of a prepared picture that the network sees */
    public CropBox view() {
        return TenCrop.centreView(preprocessing().resize(), preprocessing().crop());
    }

    /**
     * What the adversarial branch aligns.
     *
     * @return a map per picture
     * @throws BiwaaException if the model has no discriminator on features
     */
    public List<HeatMap> domain(List<PixelImage> pictures) {
        DomainBranch present = branch.orElseThrow(() -> new BiwaaException("the model " + model.folder()
                + " has no domain discriminator to explain: its method ("
                + model.description().method()
                + ") trains none on features, or an earlier version of Biwaa saved it. Use dann, mstn"
                + " or biwaa, or name a class."));
        return maps(
                pictures,
                (features, logits) -> present.discriminator()
                        .forward(weighted(present.description(), features, logits), Mode.EVALUATION),
                true);
    }

    /**
     * What speaks for a class.
     *
     * @param name of the class
     * @return a map per picture
     * @throws InvalidSettingException if the model has no such class
     */
    public List<HeatMap> ofClass(List<PixelImage> pictures, String name) {
        int number = classes().indexOf(name);
        if (number < 0) {
            throw new InvalidSettingException("class: " + name + ", expected one of " + String.join(", ", classes()));
        }
        return maps(pictures, (features, logits) -> logits.select(1, number), false);
    }

    private interface Score {
        /** @return s of each picture, [N] */
        Tensor of(Tensor features, Tensor logits);
    }

    private Tensor weighted(DomainBranch.Description how, Tensor features, Tensor logits) {
        return how.weightsTarget()
                ? features.mul(FeatureWeighting.weights(
                        logits.detach(),
                        Tensors.argmaxOfRows(logits.detach()),
                        network.classifierWeight(),
                        how.lambda()))
                : features;
    }

    private List<HeatMap> maps(List<PixelImage> pictures, Score score, boolean magnitude) {
        List<HeatMap> maps = new ArrayList<>();
        for (int from = 0; from < pictures.size(); from += BATCH) {
            List<PixelImage> some = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
            try (PointerScope scope = new PointerScope()) {
                maps.addAll(maps(batch(some), score, magnitude));
            }
        }
        return maps;
    }

    private List<HeatMap> maps(Tensor images, Score score, boolean magnitude) {
        if (!(network.backbone() instanceof SpatialBackbone backbone)) {
            throw new BiwaaException("the backbone of the model " + model.folder()
                    + " has no map that knows where things are: there is nothing to draw on.");
        }
        Tensor[] lastMap = new Tensor[1];
        // Nothing before the map is recorded: pictures and frozen parameters want no gradient.
        Tensor backboneFeatures = backbone.features(
                Tensors.channelsLast(model.placement().upload(images)),
                map -> {
                    lastMap[0] = map.detach();
                    lastMap[0].set_requires_grad(true);
                    // Times 1: what follows may work in place, which a leaf does not allow.
                    return Tensors.times(lastMap[0], 1);
                },
                Mode.EVALUATION);
        Tensor map = lastMap[0];
        Tensor features = network.head(backboneFeatures, Mode.EVALUATION);
        score.of(features, network.logits(features, Mode.EVALUATION)).sum().backward();
        return Tensors.withoutGradient(() -> {
            Tensor importance = map.grad().mean(new long[] {2, 3}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
            Tensor sum = Tensors.sum(importance.mul(map), 1, false);
            Tensor heat = magnitude ? sum.abs() : sum.relu();
            return split(Tensors.toFloats(heat), (int) heat.size(0), (int) heat.size(1), (int) heat.size(2));
        });
    }

    private static List<HeatMap> split(float[] values, int count, int height, int width) {
        List<HeatMap> maps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] one = new float[height * width];
            System.arraycopy(values, i * one.length, one, 0, one.length);
            maps.add(new HeatMap(width, height, one));
        }
        return maps;
    }

    private Tensor batch(List<PixelImage> pictures) {
        Preprocessing preprocessing = preprocessing();
        Resizer resizer = new Resizer();
        return ViewBatch.of(
                pictures.size(),
                new ViewRenderer(preprocessing),
                preprocessing,
                slot -> preprocessing
                        .prepare(pictures.get(slot).withChannels(preprocessing.channels()), resizer)
                        .samples(),
                slot -> view());
    }

    /** Frees the network and the discriminator. */
    @Override
    public void close() {
        model.close();
        branch.ifPresent(DomainBranch::close);
    }
}
