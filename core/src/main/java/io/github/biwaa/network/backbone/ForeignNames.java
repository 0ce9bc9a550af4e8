package io.github.biwaa.network.backbone;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * What other libraries call the tensors of a network. A rule is a pattern of the end of a name, from the beginning or a dot on, and what takes its place;
 * what comes before, such as {@code vit.}, stays. Tensors whose new names end in {@code #0}, {@code #1}, ... are stacked, rows on rows: queries, keys and
 * values, for example.
 */
public final class ForeignNames {
    /** No name needs a translation. */
    static final ForeignNames NONE = new ForeignNames(Map.of());

    private static final Pattern PART = Pattern.compile("(.*)#(\\d)");

    private final Map<Pattern, String> rules;

    private ForeignNames(Map<Pattern, String> rules) {
        this.rules = rules;
    }

    /** @param rules pattern, replacement, pattern, replacement, ...; the first that fits a name is taken */
    public static ForeignNames of(String... rules) {
        Map<Pattern, String> compiled = new LinkedHashMap<>();
        for (int i = 0; i < rules.length; i += 2) {
            compiled.put(Pattern.compile("(?<=^|\\.)" + rules[i] + "$"), rules[i + 1]);
        }
        return new ForeignNames(compiled);
    }

    /** @return the network's name of a tensor; the same if no rule fits */
    String own(String name) {
        for (Map.Entry<Pattern, String> rule : rules.entrySet()) {
            Matcher matcher = rule.getKey().matcher(name);
            if (matcher.find()) {
                return matcher.replaceFirst(rule.getValue());
            }
        }
        return name;
    }

    /** @return the network's name of the tensor that a tensor is, or is a part of */
    String tensor(String name) {
        Matcher part = PART.matcher(own(name));
        return part.matches() ? part.group(1) : own(name);
    }

    /** @return the tensors under the network's names; what is stacked belongs to the scope of the caller */
    Map<String, Tensor> own(Map<String, Tensor> file) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        Map<String, Map<String, Tensor>> parts = new LinkedHashMap<>();
        file.forEach((name, tensor) -> {
            String own = own(name);
            Matcher part = PART.matcher(own);
            if (part.matches()) {
                parts.computeIfAbsent(part.group(1), whole -> new TreeMap<>()).put(part.group(2), tensor);
            } else {
                renamed.put(own, tensor);
            }
        });
        parts.forEach((name, stacked) ->
                renamed.put(name, torch.cat(new TensorVector(stacked.values().toArray(Tensor[]::new)), 0)));
        return renamed;
    }

    /** @return the tensors in the shapes of a network's where those differ in axes of one entry alone, which libraries keep or leave out */
    static Map<String, Tensor> reshaped(Map<String, Tensor> own, Map<String, Tensor> values) {
        Map<String, Tensor> reshaped = new LinkedHashMap<>(values);
        reshaped.replaceAll((name, value) -> {
            Tensor wanted = own.get(name);
            boolean alike = wanted != null
                    && !Arrays.equals(wanted.shape(), value.shape())
                    && longAxes(wanted).equals(longAxes(value));
            return alike ? value.reshape(requireNonNull(wanted).shape()) : value;
        });
        return reshaped;
    }

    private static List<Long> longAxes(Tensor tensor) {
        List<Long> axes = new ArrayList<>();
        for (long extent : tensor.shape()) {
            if (extent != 1) {
                axes.add(extent);
            }
        }
        return axes;
    }
}
