package io.github.biwaa.training.scoring;

import io.github.biwaa.Progress;
import io.github.biwaa.model.KnownClasses;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.progress.TrainingPhases;
import java.util.Arrays;

/** Measures by which features a finished network knows its classes. Every sample is seen by its centre. */
public final class ClassCentroids {
    private final AdaptationNetwork network;
    private final SeedSequence seeds;
    private final Sweep sweep;

    /**
     * @param batchSize samples at once
     * @param told how far it is; may stop it
     */
    public ClassCentroids(AdaptationNetwork network, SeedSequence seeds, int batchSize, Progress told) {
        this.network = network;
        this.seeds = seeds;
        this.sweep = new Sweep(batchSize, told, TrainingPhases.CENTROIDS);
    }

    /** Hears of the features of one sample after the other. */
    @FunctionalInterface
    private interface Visit {
        void sample(int sample, float[] features);
    }

    /**
     * @param domains what was learnt from
     * @param held labelled samples of the source that were not
     */
    public KnownClasses measure(Domains<OpenSamples> domains, OpenSamples held) {
        int[] labels = domains.source().labels();
        Mean[] ofClasses = new Mean[domains.source().classes().size()];
        Arrays.setAll(ofClasses, k -> new Mean());
        Mean ofSource = new Mean();
        over(domains.source(), Purpose.SOURCE_AUGMENTATION, (sample, features) -> {
            ofClasses[labels[sample]].add(features);
            ofSource.add(features);
        });
        Mean ofTarget = new Mean();
        over(domains.target(), Purpose.TARGET_AUGMENTATION, (sample, features) -> ofTarget.add(features));
        double[] source = ofSource.rounded();
        double[][] centroids =
                Arrays.stream(ofClasses).map(mean -> mean.roundedFrom(source)).toArray(double[][]::new);
        KnownClasses unlimited = new KnownClasses(centroids, ofTarget.rounded(), -1);
        double[] similarities = new double[held.size()];
        over(
                held,
                Purpose.SOURCE_AUGMENTATION,
                (sample, features) -> similarities[sample] = unlimited.similarity(features, source));
        return new KnownClasses(centroids, unlimited.mean(), HeldOutScorer.knownFrom(similarities));
    }

    private void over(OpenSamples samples, Purpose purpose, Visit visit) {
        try (SampleViews views = samples.views(seeds, purpose)) {
            int centre = views.evaluationViews() - 1;
            sweep.over(views.size(), (from, to) -> {
                float[] rows = Tensors.toFloats(Tensors.withoutGradient(
                        () -> network.backboneFeatures(views.evaluationBatch(from, to, centre), Mode.EVALUATION)));
                int width = rows.length / (to - from);
                for (int row = 0; row < to - from; row++) {
                    visit.sample(from + row, Arrays.copyOfRange(rows, row * width, (row + 1) * width));
                }
            });
        }
    }

    /** A mean of feature vectors. */
    private static final class Mean {
        private double[] sum = new double[0];
        private int count;

        void add(float[] features) {
            if (count++ == 0) {
                sum = new double[features.length];
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += features[i];
            }
        }

        double[] rounded() {
            return roundedFrom(new double[sum.length]);
        }

        /** @return what the mean is from an origin; in the digits that a float has, for a small file */
        double[] roundedFrom(double[] origin) {
            double[] values = new double[origin.length];
            Arrays.setAll(
                    values,
                    i -> Double.parseDouble(Float.toString((float) (count == 0 ? 0 : sum[i] / count - origin[i]))));
            return values;
        }
    }
}
