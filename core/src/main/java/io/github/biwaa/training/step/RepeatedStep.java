package io.github.biwaa.training.step;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.network.layer.HostWork;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.torch.CudaGraphs;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Repetition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link TrainingStep} that is recorded once, as a CUDA graph, and repeated for the batches that follow: the host fills inputs that stay in place and
 * launches once, where it would launch some thousand kernels. Nothing of a step is read on the host. The numbers are those of the step itself.
 *
 * <p>The first batch notes what the step takes from the host, the next ones are taken with it in place but unrecorded, so that caches are filled, and then the
 * step is recorded. A batch of another size, or one that has a sample more often than {@link #ROUNDS} times, is taken by the step itself.
 */
public final class RepeatedStep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedStep.class);
    /** How often a batch may have a target sample. */
    static final int ROUNDS = 2;
    /** Steps before the recording. */
    public static final int WARM_UP = 3;

    private final TrainingStep step;
    private final Placement placement;
    private final Repetition.Recorder recorder;
    private int taken;
    private boolean saidSize;
    private boolean failed;
    private @Nullable StaticInputs inputs;
    private TrainingStep.@Nullable Batch batch;
    private TrainingStep.@Nullable Batch current;
    private TrainingStep.@Nullable Outcome outcome;
    private @Nullable Repetition repetition;

    /**
     * @param placement of its network
     * @param recorder records the step; owned by this one
     */
    public RepeatedStep(TrainingStep step, Placement placement, Repetition.Recorder recorder) {
        this.step = step;
        this.placement = placement;
        this.recorder = recorder;
    }

    /**
     * A step as a CUDA graph.
     *
     * @param obstacle why the training cannot have one, for people, if it knows
     * @return empty, which is logged, where there cannot be one
     */
    public static Optional<RepeatedStep> asCudaGraph(
            TrainingStep step, Placement placement, Optional<String> obstacle) {
        Optional<String> reason = obstacle.or(() -> obstacle(step));
        if (reason.isEmpty() && placement.device().isCpu()) {
            reason = Optional.of("there is no GPU");
        }
        if (reason.isEmpty()) {
            try {
                return Optional.of(new RepeatedStep(step, placement, new CudaGraphs(placement.device())));
            } catch (RuntimeException | LinkageError e) {
                reason = Optional.of(firstLine(e));
            }
        }
        LOG.warn("cuda-graph: steps are computed as usual: {}", reason.get());
        return Optional.empty();
    }

    private static String firstLine(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }

    /** @return why a step cannot be repeated, for people; empty if it can */
    static Optional<String> obstacle(TrainingStep step) {
        if (step.sharpness() > 0) {
            return Optional.of("sharpness looks at each step twice");
        }
        if (!step.optimizer().isRepeatable()) {
            return Optional.of("the optimizer counts its steps on the processor");
        }
        String terms = step.objective().terms().stream()
                .filter(term -> !term.isRepeatable())
                .map(LossTerm::name)
                .collect(Collectors.joining(", "));
        return terms.isEmpty()
                ? Optional.empty()
                : Optional.of("the loss terms " + terms + " may read values or change their shapes from step to step");
    }

    /**
     * Trains on one batch, without a look at its loss.
     *
     * @param iteration i, from 0
     * @return what the step saw; to be read before the next step
     */
    public TrainingStep.Outcome run(long iteration, TrainingStep.Batch given) {
        if (failed || !fits(given)) {
            return step.run(iteration, given, false, part -> {});
        }
        current = given;
        StepMoment now = given.moment(iteration);
        if (inputs == null) {
            inputs = new StaticInputs(placement, now);
            batch = inPlace(inputs, given);
            compute(now);
        } else {
            inputs.fill(now);
            if (repetition == null && taken >= WARM_UP) {
                repetition = recorded(now);
            }
            if (repetition == null) {
                recorder.rehearse(() -> compute(now));
            } else {
                repetition.repeat();
            }
        }
        taken++;
        current = null;
        return requireNonNull(outcome);
    }

    /** @return whether there is a recording that is repeated */
    public boolean isRecorded() {
        return repetition != null;
    }

    private @Nullable Repetition recorded(StepMoment now) {
        try {
            Repetition recorded = recorder.record(() -> compute(now));
            LOG.info("cuda-graph: the step is recorded and repeated from now on");
            return recorded;
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("cuda-graph: steps are computed as usual: {}", firstLine(e));
            failed = true;
            return null;
        }
    }

    private void compute(StepMoment now) {
        StaticInputs given = requireNonNull(inputs);
        given.rewind();
        hostWork(given);
        try {
            outcome = step.run(now, given, ROUNDS, requireNonNull(batch), false, part -> {});
        } finally {
            hostWork(HostWork.AT_ONCE);
        }
    }

    private void hostWork(HostWork work) {
        step.network().hostWork(work);
        step.objective().terms().forEach(term -> term.module().ifPresent(module -> module.hostWork(work)));
    }

    private boolean fits(TrainingStep.Batch given) {
        boolean sameSize = batch == null || shapes(given).equals(shapes(batch));
        if (!sameSize && !saidSize) {
            LOG.info("cuda-graph: batches of another size are computed as usual");
            saidSize = true;
        }
        return sameSize && PseudoLabels.rounds(given.targetSamples()) <= ROUNDS;
    }

    private static List<String> shapes(TrainingStep.Batch batch) {
        List<Tensor> tensors = new ArrayList<>(List.of(batch.source(), batch.sourceLabels(), batch.target()));
        batch.second().ifPresent(second -> tensors.add(second.target()));
        batch.teacher().source().ifPresent(tensors::add);
        batch.teacher().target().ifPresent(tensors::add);
        return tensors.stream().map(tensor -> Arrays.toString(tensor.shape())).toList();
    }

    /** @return a batch of tensors that stay, filled with the current batch's before each step */
    private TrainingStep.Batch inPlace(StaticInputs places, TrainingStep.Batch first) {
        return new TrainingStep.Batch(
                places.place(() -> upload(requireNonNull(current).source())),
                places.place(() -> upload(requireNonNull(current).sourceLabels())),
                places.place(() -> upload(requireNonNull(current).target())),
                first.targetSamples(),
                first.second()
                        .map(second -> new TrainingStep.SecondView(
                                places.place(() -> upload(requireNonNull(current)
                                        .second()
                                        .orElseThrow()
                                        .target())),
                                second.random())),
                new Domains<>(
                        first.teacher()
                                .source()
                                .map(scores -> places.place(() -> requireNonNull(current)
                                        .teacher()
                                        .source()
                                        .orElseThrow())),
                        first.teacher()
                                .target()
                                .map(scores -> places.place(() -> requireNonNull(current)
                                        .teacher()
                                        .target()
                                        .orElseThrow()))));
    }

    private Tensor upload(Tensor tensor) {
        return placement.upload(tensor);
    }

    @Override
    public void close() {
        if (repetition != null) {
            repetition.close();
        }
        if (inputs != null) {
            inputs.close();
        }
        recorder.close();
    }
}
