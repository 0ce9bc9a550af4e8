package io.github.biwaa.network.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tensors of a backbone in a weight file in which its names have a prefix, as checkpoints of whole trainings do ({@code backbone.},
 * {@code module.encoder_q.}, {@code _orig_mod.model.}). No list of prefixes is needed: the right one is that under which every tensor of the
 * backbone is found in its shape.
 *
 * @param prefix what is removed from the names; empty if they are the backbone's own
 * @param values the tensors under the prefix, without it: the backbone's, those of a classifier, and those that no such backbone has
 * @param leftOut names in the file, in full, of tensors that belong to other parts, such as a projection head or an optimizer
 * @param copies other prefixes under which the backbone is found too, such as that of a momentum encoder
 */
public record WeightNames(String prefix, Map<String, Tensor> values, List<String> leftOut, List<String> copies) {
    private static final int SHOWN = 3;

    /**
     * Parts of a name that tell a second copy of a network: MoCo's {@code encoder_k}, BYOL's {@code target_network}, DINO's {@code student} (its
     * authors publish the teacher), moving averages of the weights.
     */
    private static final Set<String> COPY = Set.of("k", "momentum", "ema", "target", "student");

    /**
     * Finds a backbone's tensors under the prefix where most of them fit; the shortest, if there are several.
     *
     * @param own the backbone's tensors by name
     * @param head whether a name without its prefix belongs to a classifier
     * @param file the tensors of the file by name
     */
    public static WeightNames find(Map<String, Tensor> own, Predicate<String> head, Map<String, Tensor> file) {
        List<String> required =
                own.keySet().stream().filter(name -> !isCounter(name)).toList();
        Map<String, Long> fitting = new LinkedHashMap<>();
        prefixes(required, file.keySet())
                .forEach(prefix -> fitting.put(
                        prefix,
                        required.stream()
                                .filter(name -> sameShape(own.get(name), file.get(prefix + name)))
                                .count()));
        long most = fitting.values().stream().max(Comparator.naturalOrder()).orElse(0L);
        List<String> best = fitting.entrySet().stream()
                .filter(prefix -> prefix.getValue() == most)
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(WeightNames::isCopy).thenComparing(String::length))
                .toList();
        String prefix = most == 0 ? "" : best.get(0);
        return of(prefix, own, head, file, most == 0 ? List.of() : best.subList(1, best.size()));
    }

    /** @return the names that precede a tensor of the backbone in the file, the empty one first */
    private static Set<String> prefixes(List<String> required, Set<String> names) {
        Set<String> prefixes = new LinkedHashSet<>(List.of(""));
        String first = required.get(0);
        names.stream()
                .filter(name -> name.endsWith("." + first))
                .map(name -> name.substring(0, name.length() - first.length()))
                .forEach(prefixes::add);
        return prefixes;
    }

    private static WeightNames of(
            String prefix,
            Map<String, Tensor> own,
            Predicate<String> head,
            Map<String, Tensor> file,
            List<String> copies) {
        Set<String> parts = new LinkedHashSet<>();
        own.keySet().forEach(name -> parts.add(part(name)));
        Map<String, Tensor> values = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        file.forEach((name, tensor) -> {
            String inner = name.startsWith(prefix) ? name.substring(prefix.length()) : null;
            if (inner != null && (own.containsKey(inner) || head.test(inner) || parts.contains(part(inner)))) {
                values.put(inner, tensor);
            } else if (copies.stream().noneMatch(name::startsWith)) {
                leftOut.add(name);
            }
        });
        return new WeightNames(prefix, values, leftOut, copies);
    }

    /** @return whether every tensor of a backbone is in the file, and nothing that only a larger one of its family has */
    public static boolean fits(Map<String, Tensor> own, Predicate<String> head, Map<String, Tensor> file) {
        WeightNames names = find(own, head, file);
        return own.entrySet().stream()
                        .allMatch(tensor -> isCounter(tensor.getKey())
                                || sameShape(tensor.getValue(), names.values.get(tensor.getKey())))
                && names.values.keySet().stream().allMatch(name -> own.containsKey(name) || head.test(name));
    }

    /** Files written before PyTorch 0.4.1 lack the counters of batch norm, on which nothing here depends. */
    static boolean isCounter(String name) {
        return name.endsWith("num_batches_tracked");
    }

    private static boolean isCopy(String prefix) {
        return Arrays.stream(prefix.toLowerCase(Locale.ROOT).split("[._]")).anyMatch(COPY::contains);
    }

    private static String part(String name) {
        return name.split("\\.", 2)[0];
    }

    private static boolean sameShape(@Nullable Tensor expected, @Nullable Tensor found) {
        return expected != null && found != null && Arrays.equals(expected.shape(), found.shape());
    }

    /** @return what was taken off and left out, in one line; empty if the file holds the backbone, at most a classifier, and nothing else */
    public String summary() {
        List<String> said = new ArrayList<>();
        if (!prefix.isEmpty()) {
            said.add("the prefix \"" + prefix + "\" is removed from the names");
        }
        if (!copies.isEmpty()) {
            said.add("the network is there under " + String.join(", ", copies) + " too, which "
                    + (copies.size() == 1 ? "is" : "are") + " left out");
        }
        if (!leftOut.isEmpty()) {
            said.add((leftOut.size() == 1
                            ? "1 tensor of another part is"
                            : leftOut.size() + " tensors of other parts are")
                    + " left out (" + some(leftOut) + ")");
        }
        return String.join("; ", said);
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? ", ..." : "");
    }
}
