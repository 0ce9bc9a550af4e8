package io.github.biwaa.training.scoring;

import io.github.biwaa.chain.PriorFrom;
import io.github.biwaa.evaluation.ClassFrequency;
import io.github.biwaa.evaluation.LabelShift;
import io.github.biwaa.model.Calibration;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Corrects what a run predicts for the target by the class frequencies that were estimated after it: probabilities are calibrated and become those of a
 * model that has learnt from classes of these frequencies.
 *
 * @param from which estimate
 * @param learnt frequencies of classes in the batches of the source, [K]
 */
public record PriorCorrection(PriorFrom from, double[] learnt) {

    /**
     * @param scores of the target, [N_t, K], rows sum to 1
     * @param held what the run's held-out samples say, if there are any
     * @return the scores themselves if nothing is to be corrected, or nothing was estimated; else corrected ones, in the scope of the caller
     */
    public Tensor of(Tensor scores, Optional<HeldOutScores> held) {
        double[] wanted = held.map(HeldOutScores::classFrequencies).orElse(List.of()).stream()
                .mapToDouble(this::estimate)
                .toArray();
        if (from == PriorFrom.PREDICTIONS
                || wanted.length == 0
                || Arrays.stream(wanted).anyMatch(Double::isNaN)) {
            return scores;
        }
        double temperature = held.orElseThrow().temperature();
        int classes = learnt.length;
        double[] values = Tensors.toDoubles(scores);
        double[] corrected = IntStream.range(0, values.length / classes)
                .mapToObj(row -> Arrays.copyOfRange(values, row * classes, (row + 1) * classes))
                .map(row -> Calibration.scaled(row, temperature))
                .map(row -> LabelShift.corrected(row, learnt, wanted))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        return Tensors.of(corrected, scores.size(0), classes).to(scores.scalar_type());
    }

    private double estimate(ClassFrequency frequency) {
        if (from == PriorFrom.EM) {
            return frequency.em();
        }
        Double bbse = frequency.bbse();
        return bbse == null ? Double.NaN : bbse;
    }
}
