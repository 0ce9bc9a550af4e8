package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.DataSettings.TARGET_LABELLED;
import static io.github.biwaa.settings.DataSettings.TARGET_LABELLED_APART;
import static io.github.biwaa.settings.DataSettings.TARGET_LABELLED_SHARE;
import static io.github.biwaa.settings.TrainingSettings.BATCH_SIZE;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.adaptation.KnownLabels;
import io.github.biwaa.chain.RunPlan;
import io.github.biwaa.data.LabelTable;
import io.github.biwaa.evaluation.MeasuredAccuracy;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.run.LabelledScores;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.samples.batch.ClassBalancedSampler;
import io.github.biwaa.settings.TrainingConfiguration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Labels that a person gave to some samples of the target.
 *
 * @param learnt those that are learnt from, at least one
 * @param apart samples that only measure the accuracy, with their class numbers; {@link LabelTable#NONE} for none of the classes
 * @param perBatch how many of them each batch of the target has
 */
public record TargetLabels(KnownLabels learnt, KnownLabels apart, int perBatch) {

    /**
     * Reads what the settings name.
     *
     * @param target its samples as they were read
     * @param opened the same without broken ones
     * @return empty if the settings name nothing
     * @throws BiwaaException if the labels cannot be read, are of other samples or classes, contradict each other, or there are none to learn from
     */
    public static Optional<TargetLabels> read(TrainingConfiguration configuration, Samples target, Samples opened) {
        return configuration.find(TARGET_LABELLED).map(place -> {
            int batch = configuration.get(BATCH_SIZE);
            long labelled = Math.round(configuration.get(TARGET_LABELLED_SHARE) * batch);
            return of(
                    new TargetLabelReader(place, target, opened).read(),
                    configuration.get(TARGET_LABELLED_APART),
                    (int) Math.max(1, Math.min(batch - 1, labelled)),
                    TARGET_LABELLED + ": " + place);
        });
    }

    /**
     * Keeps some of the random ones apart, evenly spaced in the order in which they were labelled: those of a table are still apart when it has grown.
     */
    private static TargetLabels of(
            List<TargetLabelReader.Labelled> all, double shareApart, int perBatch, String place) {
        TreeMap<Integer, Integer> learnt = new TreeMap<>();
        TreeMap<Integer, Integer> apart = new TreeMap<>();
        int random = 0;
        for (TargetLabelReader.Labelled one : all) {
            boolean measures = one.random() && Math.floor((random + 1) * shareApart) > Math.floor(random * shareApart);
            random += one.random() ? 1 : 0;
            if (measures) {
                apart.put(one.sample(), one.label());
            } else if (one.label() != LabelTable.NONE) {
                learnt.put(one.sample(), one.label());
            }
        }
        if (learnt.isEmpty()) {
            throw new BiwaaException(
                    place + " has no label to learn from: " + apart.size()
                            + " are kept apart to measure the accuracy. Label more pictures, or set target-labelled-apart to 0.");
        }
        return new TargetLabels(new KnownLabels(learnt), new KnownLabels(apart), perBatch);
    }

    /** @return a hash of the labels and what they are for */
    public String sha256() {
        return Sha256.of(List.of(learnt.sha256(), apart.sha256()));
    }

    /** @return a plan that learns from them, too */
    public RunPlan in(RunPlan plan, SeedSequence seeds) {
        int classes = plan.samples().source().classes().size();
        return plan.knowing(
                learnt, ClassBalancedSampler.forLabelled(learnt.samples(), learnt.labels(), classes, perBatch, seeds));
    }

    /**
     * Measures a model.
     *
     * @param predicted class of each target sample
     * @param truth the target's own labels, if it has any
     */
    public LabelledScores scores(int[] predicted, Optional<int[]> truth) {
        int right = (int) apart.classOf().entrySet().stream()
                .filter(one -> predicted[one.getKey()] == one.getValue())
                .count();
        Double rest = truth.map(labels -> IntStream.range(0, predicted.length)
                        .filter(sample -> !learnt.classOf().containsKey(sample))
                        .map(sample -> predicted[sample] == labels[sample] ? 1 : 0)
                        .average()
                        .orElse(Double.NaN))
                .filter(share -> !share.isNaN())
                .orElse(null);
        return new LabelledScores(
                learnt.classOf().size(),
                new MeasuredAccuracy(right, apart.classOf().size()),
                rest);
    }
}
