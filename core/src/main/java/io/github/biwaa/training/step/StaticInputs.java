package io.github.biwaa.training.step;

import io.github.biwaa.adaptation.term.StepInputs;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.network.layer.HostWork;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What a repeated step takes from the host, in tensors that stay in place. The first pass notes what it asks for; from then on {@link #fill} does all of it for
 * the next step, in the same order, and a pass finds it done.
 */
final class StaticInputs implements StepInputs, HostWork, AutoCloseable {
    private final Placement placement;
    private final List<Object> found = new ArrayList<>();
    private final List<Tensor> places = new ArrayList<>();
    private final List<Runnable> work = new ArrayList<>();
    private StepMoment now;
    private boolean noted;
    private int next;

    /**
     * Before the first pass.
     *
     * @param placement of the network
     * @param first the moment of that pass
     */
    StaticInputs(Placement placement, StepMoment first) {
        this.placement = placement;
        now = first;
    }

    /** Does the host's part of the next step; the first pass is over. */
    void fill(StepMoment moment) {
        now = moment;
        noted = true;
        next = 0;
        try (PointerScope scope = new PointerScope()) {
            Tensors.withoutGradient(() -> work.forEach(Runnable::run));
        }
    }

    /** Lets the step be passed once more with what was filled. */
    void rewind() {
        next = 0;
    }

    @Override
    public Tensor tensor(Function<StepMoment, Tensor> made) {
        return find(Tensor.class, () -> place(() -> placement.device().upload(made.apply(now))));
    }

    @Override
    public HostNumber number(ToDoubleFunction<StepMoment> made) {
        return find(HostNumber.class, () -> {
            Precision format = placement.precision();
            Tensor place = place(() -> placement.device().upload(Tensors.full(format, made.applyAsDouble(now))));
            return HostNumber.in(place, () -> made.applyAsDouble(now));
        });
    }

    @Override
    public Tensor drop(Tensor input, Tensor like, UnaryOperator<Tensor> dropout) {
        return input.mul(find(Tensor.class, () -> {
            Tensor ones = kept(torch.ones_like(like.detach()));
            return place(() -> dropout.apply(ones));
        }));
    }

    @Override
    public void count(Runnable counting) {
        if (!noted) {
            work.add(counting);
            counting.run();
        }
    }

    /** What a pass finds at its next question; the first pass makes it. */
    private <T> T find(Class<T> kind, Supplier<T> first) {
        if (!noted) {
            T made = first.get();
            found.add(made);
            return made;
        }
        return kind.cast(found.get(next++));
    }

    /** A tensor that is filled with what is made now, and again before each later step. */
    Tensor place(Supplier<Tensor> made) {
        Tensor place = Tensors.withoutGradient(() -> kept(made.get().detach().clone()));
        work.add(() -> place.copy_(made.get()));
        return place;
    }

    private Tensor kept(Tensor tensor) {
        places.add(Tensors.keep(tensor));
        return tensor;
    }

    @Override
    public void close() {
        places.forEach(Tensors::release);
        places.clear();
        found.clear();
        work.clear();
    }
}
