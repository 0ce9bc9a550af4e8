package io.github.biwaa.network.backbone;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.network.layer.Initializers;
import io.github.biwaa.network.layer.StateMismatchException;
import io.github.biwaa.network.layer.WeightNames;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.torch.file.WeightFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Weights of a whole network or of a whole training into a backbone: all of the backbone's tensors, whatever prefix the file puts before their
 * names. The ImageNet classifier that the backbone leaves out, the heads of an network and other parts of a checkpoint are left
 * aside, so that one training may start from what another one learnt.
 */
final class PretrainedWeights {
    private static final Logger LOG = LoggerFactory.getLogger(PretrainedWeights.class);
    private static final int SHOWN = 5;

    private PretrainedWeights() {}

    /**
     * Copies the weights of a safetensors or PyTorch file into a backbone.
     *
     * @param classifier the last layer of the whole network, which is left aside
     * @throws io.github.biwaa.BiwaaException if the file is missing or broken
     * @throws StateMismatchException if the file holds another network; it names the file, every tensor that does not fit, and the known backbones
     *     that would
     */
    public static void load(Backbone backbone, ClassifierLayer classifier, Path file) {
        try (StateDict values = WeightFiles.read(file)) {
            load(backbone, classifier, values, file);
        }
    }

    /**
     * Copies weights that were read from a file into a backbone, converting the precision. A prefix that the names have in the file, such as
     * {@code module.} or {@code backbone.}, is taken off, and the log says so. The backbone is unchanged if anything does not fit.
     *
     * @param classifier the last layer of the whole network, which is left aside
     * @param values the weights; still the caller's
     * @param file where they come from, for the message
     * @throws io.github.biwaa.BiwaaException if weights of the backbone are NaN or infinite
     * @throws StateMismatchException if they belong to another network; it names the file, every tensor that does not fit, and the known backbones
     *     that would
     */
    public static void load(Backbone backbone, ClassifierLayer classifier, StateDict values, Path file) {
        Map<String, Tensor> own = backbone.namedTensors();
        ForeignNames foreign = backbone.foreignNames();
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> translated = foreign.own(values.asMap());
            WeightNames names = WeightNames.find(own, isHead(classifier), translated);
            values.requireFinite(file, name -> {
                String inFile = foreign.tensor(name);
                return inFile.startsWith(names.prefix())
                        && own.containsKey(inFile.substring(names.prefix().length()));
            });
            Map<String, Tensor> fitted = backbone.fitted(names.values());
            try {
                backbone.load(fitted, isHead(classifier));
            } catch (StateMismatchException mismatch) {
                throw mismatch.in(file, held(translated, names), remedy(values));
            }
            String said = Stream.of(names.summary(), renamed(foreign, values), resized(own, names.values()))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining("; "));
            if (!said.isEmpty()) {
                LOG.info("{}: {}.", file, said);
            }
        }
    }

    private static String renamed(ForeignNames foreign, StateDict values) {
        List<String> renamed = values.names().stream()
                .filter(name -> !foreign.own(name).equals(name))
                .toList();
        return renamed.isEmpty()
                ? ""
                : renamed.size() + " names are another library's and translated (" + renamed.get(0) + " is "
                        + foreign.tensor(renamed.get(0)) + ")";
    }

    private static String resized(Map<String, Tensor> own, Map<String, Tensor> values) {
        return own.entrySet().stream()
                .filter(entry -> {
                    Tensor value = values.get(entry.getKey());
                    return value != null && value.numel() != entry.getValue().numel();
                })
                .map(entry -> entry.getKey() + " is brought from "
                        + shape(values, entry.getKey()) + " to "
                        + Arrays.toString(entry.getValue().shape()))
                .collect(Collectors.joining("; "));
    }

    private static String shape(Map<String, Tensor> values, String name) {
        return Arrays.toString(requireNonNull(values.get(name)).shape());
    }

    private static Predicate<String> isHead(ClassifierLayer classifier) {
        return name -> classifier.owns(name) || HeadNames.isHead(name);
    }

    /** @return which names the file holds, those first that belong to no part of the backbone */
    private static String held(Map<String, Tensor> values, WeightNames names) {
        List<String> shown = Stream.concat(names.leftOut().stream(), values.keySet().stream())
                .distinct()
                .limit(SHOWN)
                .map(name -> name + " " + shape(values, name))
                .toList();
        return values.size() + " tensors"
                + (names.prefix().isEmpty()
                        ? ""
                        : ", most of this network's under the prefix \"" + names.prefix() + "\"")
                + ": " + String.join(", ", shown)
                + (values.size() > SHOWN ? ", ..." : "");
    }

    private static String remedy(StateDict values) {
        List<String> fitting = Backbones.all().stream()
                .filter(kind -> fits(kind, values))
                .map(BackboneKind::name)
                .toList();
        return fitting.isEmpty()
                ? "Choose the backbone that these weights belong to, or another file."
                : "They look like weights of " + String.join(" or ", fitting)
                        + ": choose that backbone, or another file.";
    }

    private static boolean fits(BackboneKind kind, StateDict values) {
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Initializers.shapesOnly(kind::create)) {
            Map<String, Tensor> translated = backbone.foreignNames().own(values.asMap());
            return WeightNames.fits(backbone.namedTensors(), isHead(kind.classifier()), translated);
        }
    }
}
