package io.github.biwaa.network.layer;

import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A function with parameters: a convolution, a block, a whole network. Layers form a tree; the name of a tensor is the path to it, joined with
 * dots, in the order of registration, which is torchvision's. A layer owns its tensors until it is closed.
 */
public abstract class Layer implements AutoCloseable {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Map<String, Layer> children = new LinkedHashMap<>();
    private boolean frozen;
    private HostWork hostWork = HostWork.AT_ONCE;

    /**
     * Applies the layer.
     *
     * @param input a batch, samples along the first axis
     * @return the output, in the scope of the caller
     */
    public abstract Tensor forward(Tensor input, Mode mode);

    /** Registers a tensor that training changes; called by constructors. */
    protected final Tensor parameter(String name, Tensor initial) {
        parameters.put(name, Tensors.keep(initial));
        initial.set_requires_grad(true);
        return initial;
    }

    /** Registers a tensor that belongs to the state but is not trained, such as running statistics; called by constructors. */
    protected final Tensor buffer(String name, Tensor initial) {
        buffers.put(name, Tensors.keep(initial));
        return initial;
    }

    /** Registers a part; called by constructors. An empty name leaves the names of the part's tensors as they are. */
    protected final <L extends Layer> L child(String name, L layer) {
        children.put(name, layer);
        return layer;
    }

    /** @return the parameters that training changes (frozen ones left out), in order, with their full names */
    public final List<Parameter> trainableParameters() {
        List<Parameter> found = new ArrayList<>();
        visit("", (name, tensor) -> {
            if (tensor.requires_grad()) {
                found.add(new Parameter(name, tensor));
            }
        });
        return found;
    }

    /** @return all layers of a kind in this one, itself included, in order */
    public final <L extends Layer> List<L> parts(Class<L> kind) {
        List<L> found = new ArrayList<>();
        if (kind.isInstance(this)) {
            found.add(kind.cast(this));
        }
        children.values().forEach(layer -> found.addAll(layer.parts(kind)));
        return found;
    }

    /** @return parameters and buffers by full name, in torchvision's order; the tensors are the layer's own, not copies */
    public final Map<String, Tensor> namedTensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        visit("", tensors::put);
        return tensors;
    }

    /** @return buffers by full name, such as running statistics: what a forward pass changes; the layer's own, not copies */
    public final Map<String, Tensor> namedBuffers() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        visitBuffers("", tensors::put);
        return tensors;
    }

    private void visitBuffers(String prefix, BiConsumer<String, Tensor> visitor) {
        buffers.forEach((name, tensor) -> visitor.accept(prefix + name, tensor));
        children.forEach((name, layer) -> layer.visitBuffers(name.isEmpty() ? prefix : prefix + name + ".", visitor));
    }

    private void visit(String prefix, BiConsumer<String, Tensor> visitor) {
        parameters.forEach((name, tensor) -> visitor.accept(prefix + name, tensor));
        buffers.forEach((name, tensor) -> visitor.accept(prefix + name, tensor));
        children.forEach((name, layer) -> layer.visit(name.isEmpty() ? prefix : prefix + name + ".", visitor));
    }

    /**
     * Copies values into this layer's tensors, converting the precision.
     *
     * @param values by full name
     * @param ignored names that the values may hold beyond this layer's own, such as a classifier that is replaced
     * @throws StateMismatchException if a tensor is missing, of another shape, or not known here; every such tensor is named
     */
    public final void load(Map<String, Tensor> values, java.util.function.Predicate<String> ignored) {
        Map<String, Tensor> own = namedTensors();
        StateMismatchException.Collector problems = new StateMismatchException.Collector();
        own.forEach((name, tensor) -> {
            Tensor value = values.get(name);
            if (value == null) {
                if (!WeightNames.isCounter(name)) {
                    problems.missing(name, tensor.shape());
                }
            } else if (!java.util.Arrays.equals(value.shape(), tensor.shape())) {
                problems.misshapen(name, tensor.shape(), value.shape());
            }
        });
        new TreeSet<>(values.keySet())
                .stream()
                        .filter(name -> !own.containsKey(name) && !ignored.test(name))
                        .forEach(problems::unknown);
        problems.throwIfAny();
        Tensors.withoutGradient(() -> own.forEach((name, tensor) -> {
            Tensor value = values.get(name);
            if (value != null) {
                try (PointerScope scope = new PointerScope()) {
                    tensor.copy_(value);
                }
            }
        }));
    }

    /** {@link #load(Map, java.util.function.Predicate)} with nothing ignored. */
    public final void load(StateDict values) {
        load(values.asMap(), name -> false);
    }

    private void convertTo(Precision precision) {
        Tensors.withoutGradient(() -> visit("", (name, tensor) -> {
            if (tensor.is_floating_point() && tensor.scalar_type().intern() != precision.scalarType()) {
                try (PointerScope scope = new PointerScope()) {
                    tensor.set_data(tensor.to(precision.scalarType()));
                }
            }
        }));
    }

    private void moveTo(Device device) {
        Tensors.withoutGradient(() -> visit("", (name, tensor) -> {
            // Counters stay with the host, to which counting is cheaper than asking a GPU to count.
            if (tensor.is_floating_point() && !Device.of(tensor).equals(device)) {
                try (PointerScope scope = new PointerScope()) {
                    // Filters lie as maps do, or each pass would turn them for cuDNN, and turn their gradients back.
                    // The processor's convolutions use an order of their own, whatever filters come in.
                    Tensor there = Tensors.channelsLast(device.upload(tensor.detach()));
                    if (device.equals(Device.META)) {
                        // Shapes without values cannot become a tensor's values.
                        boolean trained = tensor.requires_grad();
                        tensor.put(there);
                        tensor.set_requires_grad(trained);
                    } else {
                        // It stays the same tensor, as libtorch's own modules do it: a script's module holds it, too.
                        tensor.set_data(there);
                    }
                }
            }
        }));
    }

    /**
     * Brings every tensor to where a training computes, and to its number format, in place; counters of integers stay on the CPU. Call before the
     * optimizer takes hold of the parameters. Initial values are drawn before, on the CPU, so they are the same on every device.
     */
    public void moveTo(Placement placement) {
        convertTo(placement.precision());
        moveTo(placement.device());
    }

    /**
     * Leaves this layer and all below it out of training, for good: their parameters want no gradient, and batch norm and dropout do what they do
     * when a network is used, whatever the mode.
     */
    public final void freeze() {
        frozen = true;
        parameters.values().forEach(tensor -> tensor.set_requires_grad(false));
        children.values().forEach(Layer::freeze);
    }

    /** Says how the host's part of this layer and all below it is done from now on. */
    public final void hostWork(HostWork work) {
        hostWork = work;
        children.values().forEach(layer -> layer.hostWork(work));
    }

    /** @return how the host's part of this layer is done */
    protected final HostWork hostWork() {
        return hostWork;
    }

    /** @return the mode that this layer is in while the network is in another: {@link Mode#EVALUATION} once it is frozen */
    protected final Mode ownMode(Mode network) {
        return frozen ? Mode.EVALUATION : network;
    }

    /** @return the number of trained and frozen parameters, buffers not counted */
    public final long parameterCount() {
        long count = 0;
        for (Tensor tensor : parameters.values()) {
            count += tensor.numel();
        }
        for (Layer layer : children.values()) {
            count += layer.parameterCount();
        }
        return count;
    }

    @Override
    public void close() {
        children.values().forEach(Layer::close);
        parameters.values().forEach(Tensors::release);
        buffers.values().forEach(Tensors::release);
        parameters.clear();
        buffers.clear();
        children.clear();
    }
}
