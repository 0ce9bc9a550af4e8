package io.github.biwaa.adaptation;

import io.github.biwaa.adaptation.term.StepInputs;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Pseudo-labels of the target inside one run (docs/method.md): a table of predictions, averaged over the visits of each sample, blended with the
 * prior of earlier runs.
 *
 * <pre>
 * pbar_n = p_n at the first visit, then 0.9 p_n + 0.1 pbar_n
 * yhat_n = argmax pbar_n                                        without a prior
 * yhat_n = argmax [(1 - pi(i)) weight P_n + pi(i) pbar_n]       with one
 * </pre>
 *
 * <p>Of samples whose class is known, that is the label. A sample that occurs twice in a batch is updated twice, in order; each row's label uses the table as it then stands.
 */
public final class PseudoLabels implements AutoCloseable {
    /** Weight of a new prediction in the average, unless another is chosen; the paper's. */
    public static final double UPDATE = 0.9;

    /** Rows of samples that were never visited. */
    private static final double UNSEEN = -1;

    /** The table, and a row behind it for what belongs nowhere. */
    private final Tensor memorised;

    private final Tensor table;
    private final int samples;
    private final BitSet visited;
    private final Optional<Prior> prior;
    private final double update;
    private final KnownLabels known;
    private final Device device;

    /**
     * An empty table with the paper's update.
     *
     * @param model any tensor of the training's precision and device
     * @param samples N_t
     * @param classes K
     * @param prior what earlier runs predict, in the same format and on the same device; empty in run 0
     */
    public PseudoLabels(Tensor model, int samples, int classes, Optional<Prior> prior) {
        this(model, samples, classes, prior, UPDATE, KnownLabels.NONE);
    }

    /**
     * An empty table.
     *
     * @param model any tensor of the training's precision and device
     * @param samples N_t
     * @param classes K
     * @param prior what earlier runs predict, in the same format and on the same device; empty in run 0
     * @param update weight of a new prediction in the average, above 0 to 1
     * @param known classes that need not be predicted
     */
    public PseudoLabels(
            Tensor model, int samples, int classes, Optional<Prior> prior, double update, KnownLabels known) {
        this.samples = samples;
        this.memorised =
                Tensors.keep(Tensors.zerosLike(model, samples + 1, classes).fill_(new Scalar(UNSEEN)));
        this.table = Tensors.keep(memorised.narrow(0, 0, samples));
        this.visited = new BitSet(samples);
        this.prior = prior;
        this.update = update;
        this.known = known;
        this.device = Device.of(model);
    }

    /**
     * Enters the predictions of one batch and labels its samples.
     *
     * @param samples numbers of the batch's samples in the target, [B]; repeats are allowed
     * @param logits z_t as seen in training, [B, K]
     * @param iteration i
     * @return yhat, [B]
     */
    public Tensor label(int[] samples, Tensor logits, long iteration) {
        return label(StepInputs.of(new StepMoment(iteration, samples), () -> device), rounds(samples), logits);
    }

    /**
     * Enters the predictions of one batch and labels its samples: in the first round those that come for the first time in the batch, in the second those
     * that come for the second time, and so on.
     *
     * @param inputs of the step
     * @param rounds at least {@link #rounds}
     * @param logits z_t as seen in training, [B, K]
     * @return yhat, [B]
     */
    public Tensor label(StepInputs inputs, int rounds, Tensor logits) {
        return Tensors.scoped(() -> Tensors.withoutGradient(() -> {
            Tensor predictions = logits.softmax(1);
            Tensor labels = enter(inputs, 0, predictions);
            for (int round = 1; round < rounds; round++) {
                int own = round;
                Tensor entered = inputs.indices(now -> rowsOf(own, now, row -> 1, row -> 0));
                Tensor others = inputs.indices(now -> rowsOf(own, now, row -> 0, row -> 1));
                labels = labels.mul(others)
                        .add_(enter(inputs, round, predictions).mul_(entered));
            }
            known.correct(inputs, labels);
            return labels;
        }));
    }

    /** @return how often a batch has the sample that it has most often */
    public static int rounds(int... samples) {
        return 1 + Arrays.stream(occurrences(samples)).max().orElse(0);
    }

    /** Enters predictions of samples that are all different; those of the other rows go to the row behind the table. */
    private Tensor enter(StepInputs inputs, int round, Tensor predictions) {
        ScalarType format = memorised.scalar_type();
        Tensor rows = inputs.indices(now -> rowsOf(round, now, row -> now.targetSamples()[row], row -> samples));
        Tensor memory = inputs.tensor(now -> memory(round, now).to(format));
        Tensor averaged = predictions
                .mul(memory.neg().add(new Scalar(1)))
                .add(Tensors.rows(memorised, rows).mul(memory));
        memorised.index_copy_(0, rows, averaged);
        return Tensors.argmaxOfRows(
                prior.map(earlier -> blend(inputs, earlier, averaged)).orElse(averaged));
    }

    /** @return how much of the table's rows is kept, [B, 1]; samples count as visited from now on */
    private Tensor memory(int round, StepMoment now) {
        int[] numbers = now.targetSamples();
        int[] occurrences = occurrences(numbers);
        double[] kept = new double[numbers.length];
        for (int row = 0; row < kept.length; row++) {
            if (occurrences[row] == round) {
                kept[row] = visited.get(numbers[row]) ? 1 - update : 0;
                visited.set(numbers[row]);
            }
        }
        return Tensors.of(kept, kept.length, 1);
    }

    private static Tensor blend(StepInputs inputs, Prior prior, Tensor averaged) {
        Tensor rows = inputs.indices(StepMoment::targetSamples);
        HostNumber own = inputs.number(now -> prior.ramp().at(now.iteration()));
        HostNumber others = inputs.number(now -> (1 - prior.ramp().at(now.iteration())) * prior.weight());
        return others.times(Tensors.rows(prior.scores(), rows)).add(own.times(averaged));
    }

    /** @return one number for each row of the batch, by whether the row belongs to a round */
    private static int[] rowsOf(int round, StepMoment now, IntUnaryOperator ofOwn, IntUnaryOperator ofOthers) {
        int[] occurrences = occurrences(now.targetSamples());
        return IntStream.range(0, occurrences.length)
                .map(row -> (occurrences[row] == round ? ofOwn : ofOthers).applyAsInt(row))
                .toArray();
    }

    /** @return how often each row's sample came before it in the batch */
    private static int[] occurrences(int... samples) {
        Map<Integer, Integer> seen = new HashMap<>();
        return Arrays.stream(samples)
                .map(sample -> seen.merge(sample, 1, Integer::sum) - 1)
                .toArray();
    }

    /** Small and copied without waiting, where the table is on a GPU. */
    private Tensor indices(int[] numbers) {
        return device.upload(Tensors.indices(numbers));
    }

    /** @return pbar, [N_t, K]; rows of samples never visited hold -1. The table itself, not a copy */
    public Tensor table() {
        return table;
    }

    /**
     * Some rows of the table at one moment.
     *
     * @param samples all different
     * @param values [n, K]
     * @param visited which of the samples had been visited, by their place
     */
    public record Rows(int[] samples, Tensor values, BitSet visited) {}

    /**
     * Copies rows, in the scope of the caller.
     *
     * @param samples numbers of samples; repeats count once
     */
    public Rows rows(int[] samples) {
        int[] distinct = Arrays.stream(samples).distinct().toArray();
        BitSet seen = new BitSet();
        for (int i = 0; i < distinct.length; i++) {
            seen.set(i, visited.get(distinct[i]));
        }
        return new Rows(distinct, Tensors.withoutGradient(() -> Tensors.rows(table, indices(distinct))), seen);
    }

    /** Brings rows back to what they were. */
    public void restore(Rows rows) {
        Tensors.withoutGradient(() -> {
            table.index_copy_(0, indices(rows.samples()), rows.values());
        });
        for (int i = 0; i < rows.samples().length; i++) {
            visited.set(rows.samples()[i], rows.visited().get(i));
        }
    }

    /**
     * Takes over a table from a checkpoint.
     *
     * @param saved what {@link #table} held, [N_t, K]
     */
    public void restore(Tensor saved) {
        Tensors.withoutGradient(() -> {
            table.copy_(saved);
        });
        visited.clear();
        try (PointerScope scope = new PointerScope()) {
            double[] firstColumn = Tensors.toDoubles(saved.select(1, 0));
            for (int sample = 0; sample < firstColumn.length; sample++) {
                visited.set(sample, firstColumn[sample] != UNSEEN);
            }
        }
    }

    @Override
    public void close() {
        Tensors.release(table);
        Tensors.release(memorised);
    }
}
