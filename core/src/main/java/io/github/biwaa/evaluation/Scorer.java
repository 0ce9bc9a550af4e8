package io.github.biwaa.evaluation;

import io.github.biwaa.adaptation.term.WholeTarget;
import io.github.biwaa.model.ViewMean;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Class probabilities of every sample of a domain: S of docs/method.md, as the mean over views. */
public final class Scorer {

    private Scorer() {}

    /**
     * Scores all samples in list order.
     *
     * @return [N, K] on the CPU, rows sum to 1; kept, the caller's to release
     * @throws io.github.biwaa.StoppedException if the sweep is stopped
     */
    public static Tensor score(AdaptationNetwork network, SampleViews views, Sweep sweep) {
        return sweep.table(
                views.size(),
                (from, to) -> ViewMean.probabilities(
                        network, views.evaluationViews(), view -> views.evaluationBatch(from, to, view)));
    }

    /**
     * What a network makes of the centre of all samples, in list order.
     *
     * @return features and logits where the network is, in the scope of the caller
     * @throws io.github.biwaa.StoppedException if the sweep is stopped
     */
    public static WholeTarget centres(AdaptationNetwork network, SampleViews views, Sweep sweep) {
        int centre = views.evaluationViews() - 1;
        Tensor table = Tensors.adopt(sweep.table(
                views.size(),
                (from, to) -> Tensors.withoutGradient(
                        () -> network.features(views.evaluationBatch(from, to, centre), Mode.EVALUATION))));
        Tensor features = network.upload(table);
        return new WholeTarget(features, Tensors.withoutGradient(() -> network.logits(features, Mode.EVALUATION)));
    }

    /**
     * The mean over views of something of the features of all samples, in list order.
     *
     * @param ofView from the features of one view, [N, d], to as many rows
     * @return on the CPU; kept, the caller's to release
     * @throws io.github.biwaa.StoppedException if the sweep is stopped
     */
    public static Tensor features(
            AdaptationNetwork network, SampleViews views, UnaryOperator<Tensor> ofView, Sweep sweep) {
        return sweep.table(
                views.size(),
                (from, to) -> ViewMean.of(
                        views.evaluationViews(),
                        view -> ofView.apply(
                                network.features(views.evaluationBatch(from, to, view), Mode.EVALUATION))));
    }
}
