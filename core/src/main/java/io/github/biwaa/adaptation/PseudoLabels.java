package io.github.biwaa.adaptation;

import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

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

    private final Tensor table;
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
        this.table = Tensors.keep(Tensors.zerosLike(model, samples, classes).fill_(new Scalar(UNSEEN)));
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
        return Tensors.scoped(() -> Tensors.withoutGradient(() -> {
            Tensor predictions = logits.softmax(1);
            Tensor labels = indices(new int[samples.length]);
            for (int[] rows : rowsByOccurrence(samples)) {
                Tensor rowIndices = indices(rows);
                labels.index_copy_(
                        0,
                        rowIndices,
                        enter(samplesOf(rows, samples), Tensors.rows(predictions, rowIndices), iteration));
            }
            known.correct(samples, labels);
            return labels;
        }));
    }

    /** Small and copied without waiting, where the table is on a GPU. */
    private Tensor indices(int[] numbers) {
        return device.upload(Tensors.indices(numbers));
    }

    /** Enters predictions of samples that are all different. */
    private Tensor enter(int[] samples, Tensor predictions, long iteration) {
        Tensor indices = indices(samples);
        double[] known = new double[samples.length];
        for (int i = 0; i < samples.length; i++) {
            known[i] = visited.get(samples[i]) ? 1 - update : 0;
            visited.set(samples[i]);
        }
        Tensor memory = device.upload(Tensors.of(known, samples.length, 1).to(predictions.scalar_type()));
        Tensor averaged = predictions
                .mul(memory.neg().add(new Scalar(1)))
                .add(Tensors.rows(table, indices).mul(memory));
        table.index_copy_(0, indices, averaged);
        return Tensors.argmaxOfRows(prior.map(earlier -> blend(earlier, indices, averaged, iteration))
                .orElse(averaged));
    }

    private static Tensor blend(Prior prior, Tensor indices, Tensor averaged, long iteration) {
        double own = prior.ramp().at(iteration);
        return Tensors.times(Tensors.rows(prior.scores(), indices), (1 - own) * prior.weight())
                .add(Tensors.times(averaged, own));
    }

    /** The batch's rows in groups: first occurrences, second occurrences, and so on; within a group all samples differ. */
    private static List<int[]> rowsByOccurrence(int[] samples) {
        Map<Integer, Integer> seen = new HashMap<>();
        List<List<Integer>> groups = new ArrayList<>();
        for (int row = 0; row < samples.length; row++) {
            int occurrence = seen.merge(samples[row], 1, Integer::sum) - 1;
            if (occurrence == groups.size()) {
                groups.add(new ArrayList<>());
            }
            groups.get(occurrence).add(row);
        }
        return groups.stream()
                .map(rows -> rows.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private static int[] samplesOf(int[] rows, int[] samples) {
        int[] chosen = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = samples[rows[i]];
        }
        return chosen;
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
    }
}
