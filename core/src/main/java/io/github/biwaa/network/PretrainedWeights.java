package io.github.biwaa.network;

import io.github.biwaa.torch.StateDict;
import io.github.biwaa.torch.WeightFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights of a whole network into a backbone: strictly, but for the ImageNet classifier that the backbone leaves out, or the heads of an
 * {@link AdaptationNetwork}, so that one training may start from what another one learnt.
 */
public final class PretrainedWeights {
    /** What PyTorch's DataParallel puts before every name. */
    private static final String WRAPPER = "module.";

    private PretrainedWeights() {}

    /**
     * Copies the weights of a safetensors or PyTorch file into a backbone.
     *
     * @param classifier the last layer of the whole network, which is left aside
     * @throws io.github.biwaa.BiwaaException if the file is missing or broken
     * @throws StateMismatchException if the file holds another network; it names the file and every tensor that does not fit
     */
    public static void load(Backbone backbone, ClassifierLayer classifier, Path file) {
        try (StateDict values = WeightFiles.read(file)) {
            load(backbone, classifier, values, file);
        }
    }

    /**
     * Copies weights that were read from a file into a backbone, converting the precision. The prefix {@code module.} is taken off if every name
     * has it. The backbone is unchanged if anything does not fit.
     *
     * @param classifier the last layer of the whole network, which is left aside
     * @param values the weights; still the caller's
     * @param file where they come from, for the message
     * @throws StateMismatchException if they belong to another network; it names the file and every tensor that does not fit
     */
    public static void load(Backbone backbone, ClassifierLayer classifier, StateDict values, Path file) {
        values.requireFinite(file, backbone.namedTensors().keySet()::contains);
        try {
            backbone.load(
                    withoutWrapper(values.asMap()), name -> classifier.owns(name) || AdaptationNetwork.isHead(name));
        } catch (StateMismatchException mismatch) {
            throw mismatch.in(file);
        }
    }

    private static Map<String, Tensor> withoutWrapper(Map<String, Tensor> values) {
        if (!values.keySet().stream().allMatch(name -> name.startsWith(WRAPPER))) {
            return values;
        }
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        values.forEach((name, tensor) -> renamed.put(name.substring(WRAPPER.length()), tensor));
        return renamed;
    }
}
