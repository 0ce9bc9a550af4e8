package io.github.biwaa.network.convolution;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.network.layer.StochasticDepth;
import io.github.biwaa.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Wide inside, narrow outside (Sandler et al. 2018): 1x1 to more channels, k x k on each channel by itself, squeeze and excitation if wished, 1x1 to fewer
 * channels; beside a shortcut where shapes allow.
 */
final class InvertedResidual extends Layer implements Exportable {
    private final Sequential branch;
    private final boolean shortcut;
    private final StochasticDepth depth = child("depth", new StochasticDepth());
    private final Map<String, String> timmNames = new LinkedHashMap<>();
    private int size;

    /**
     * One of them.
     *
     * @param kernel k
     * @param inputs channels that come in
     * @param expanded channels inside
     * @param outputs channels that go out
     * @param stride of the k x k convolution
     * @param activation after the first two convolutions
     * @param excitation makes the squeeze and excitation; null for none
     */
    record Shape(
            int kernel,
            int inputs,
            int expanded,
            int outputs,
            int stride,
            Supplier<Operation> activation,
            @Nullable Supplier<SqueezeExcitation> excitation) {
        private Operation newActivation() {
            return activation.get();
        }
    }

    InvertedResidual(Shape shape, MobileStyle style) {
        int expanded = shape.expanded();
        boolean expands = expanded > shape.inputs();
        branch = child(style.branch(), new Sequential("all"));
        if (expands) {
            addUnit("conv_pw", "bn1", style, style.unit(shape.inputs(), expanded, 1, 1, 1, shape.newActivation()));
        }
        addUnit(
                "conv_dw",
                expands ? "bn2" : "bn1",
                style,
                style.unit(expanded, expanded, shape.kernel(), shape.stride(), expanded, shape.newActivation()));
        if (shape.excitation() != null) {
            String own = add(style, shape.excitation().get());
            timmNames.put("se.conv_reduce", own + ".fc1");
            timmNames.put("se.conv_expand", own + ".fc2");
        }
        String convolution = expands ? "conv_pwl" : "conv_pw";
        String norm = expands ? "bn3" : "bn2";
        if (style.nested()) {
            addUnit(convolution, norm, style, style.unit(expanded, shape.outputs(), 1, 1, 1, null));
        } else {
            timmNames.put(convolution, add(style, Conv2d.withoutBias(expanded, shape.outputs(), 1, 1, 0)));
            timmNames.put(norm, add(style, style.norm(shape.outputs())));
        }
        shortcut = shape.stride() == 1 && shape.inputs() == shape.outputs();
    }

    private void addUnit(String convolution, String norm, MobileStyle style, Sequential unit) {
        String own = add(style, unit);
        timmNames.put(convolution, own + ".0");
        timmNames.put(norm, own + ".1");
    }

    /** @return its name */
    private String add(MobileStyle style, Layer layer) {
        branch.add(layer);
        return style.branch() + "." + size++;
    }

    /** @return from timm's names of its layers to its own */
    Map<String, String> timmNames() {
        return timmNames;
    }

    /** @return what drops its branch; null if it has no shortcut */
    @Nullable
    StochasticDepth depth() {
        return shortcut ? depth : null;
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return shortcut
                ? Tensors.scoped(() -> depth.join(input, branch.forward(input, mode), ownMode(mode)))
                : branch.forward(input, mode);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        GraphValue described = branch.describe(graph, input);
        return shortcut ? graph.sum(described, input) : described;
    }
}
