package io.github.biwaa.prediction;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.evaluation.ClassTally;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.FilePrediction;
import io.github.biwaa.model.Prediction;
import io.github.biwaa.samples.Features;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;

/** Takes the samples of a domain through a model, in their order, and counts how often it is right where labels are known. */
public final class Predictor {
    private final Classifier classifier;
    private final int batchSize;
    private final int loaderThreads;
    private final Optional<Sureness> sureness;

    /**
     * @param classifier borrowed
     * @param batchSize samples that the network sees at once, at least 1
     * @param loaderThreads that decode pictures, at least 1
     * @param sureness by which samples of no class are told, if they are
     */
    public Predictor(Classifier classifier, int batchSize, int loaderThreads, Optional<Sureness> sureness) {
        this.classifier = classifier;
        this.batchSize = batchSize;
        this.loaderThreads = loaderThreads;
        this.sureness = sureness.filter(Sureness::othersUnknown);
    }

    /**
     * Classifies pictures. One that cannot be read is reported like the others; memory does not grow with their number.
     *
     * @param pictures with the model's classes, and perhaps one after them for pictures of no class
     * @param copies where each picture is copied to after its class, if anywhere
     * @throws BiwaaException if this is a model of embeddings, or a copy cannot be written
     * @throws io.github.biwaa.InvalidSettingException if a number is out of its range
     */
    public PredictionOutcome pictures(Pictures pictures, Optional<ClassFolders> copies, PredictionListener listener) {
        Count count = new Count(pictures);
        try (Stream<FilePrediction> predictions =
                classifier.classify(pictures.files().stream(), batchSize, loaderThreads)) {
            Iterator<FilePrediction> iterator = predictions.iterator();
            boolean goOn = true;
            while (goOn && iterator.hasNext()) {
                FilePrediction next = iterator.next();
                Path file = next.file();
                next.prediction().ifPresent(prediction -> copies.ifPresent(to -> to.copy(file, prediction)));
                count.add(next.prediction());
                goOn = listener.predicted(new SamplePrediction(
                        file.toString(),
                        next.prediction(),
                        next.problem().map(problem -> SamplePrediction.problem(problem, file))));
            }
        }
        return count.outcome();
    }

    /**
     * Classifies embeddings.
     *
     * @param embeddings with the model's classes
     * @throws BiwaaException if the model takes another number of features
     */
    public PredictionOutcome embeddings(Features embeddings, PredictionListener listener) {
        int width = embeddings.width().orElseThrow();
        if (width != classifier.featureWidth()) {
            throw new BiwaaException(embeddings + " has " + width
                    + " features per sample, the model takes " + classifier.featureWidth()
                    + ". Expected features of the network that it was trained on.");
        }
        Count count = new Count(embeddings);
        int size = embeddings.size();
        boolean goOn = true;
        for (int from = 0; goOn && from < size; from += batchSize) {
            for (Prediction prediction :
                    classifier.classifyFeatures(rows(embeddings, from, Math.min(size, from + batchSize)))) {
                String row = Long.toString(count.samples);
                count.add(Optional.of(prediction));
                goOn = goOn && listener.predicted(new SamplePrediction(row, Optional.of(prediction), Optional.empty()));
            }
        }
        return count.outcome();
    }

    private static List<float[]> rows(Features embeddings, int from, int to) {
        int width = embeddings.width().orElseThrow();
        float[] values;
        try (PointerScope scope = new PointerScope()) {
            values = Tensors.toFloats(embeddings.rows(from, to));
        }
        return IntStream.range(0, to - from)
                .mapToObj(row -> Arrays.copyOfRange(values, row * width, (row + 1) * width))
                .toList();
    }

    /** What was seen so far. */
    private final class Count {
        private final Samples domain;
        private final ClassTally tally;
        private final Optional<UnknownTally> unknown;
        private int samples;
        private long broken;

        Count(Samples domain) {
            this.domain = domain;
            this.tally = new ClassTally(domain.classes().size());
            this.unknown = sureness.filter(any -> hasOthers()).map(UnknownTally::new);
        }

        void add(Optional<Prediction> prediction) {
            if (prediction.isEmpty()) {
                broken++;
            } else if (domain.labelled()) {
                boolean other = domain.label(samples) >= classifier.classes().size();
                if (!other) {
                    tally.add(prediction.get().classNumber(), domain.label(samples));
                }
                unknown.ifPresent(counted -> counted.add(prediction.get(), other));
            }
            samples++;
        }

        private boolean hasOthers() {
            return domain.labelled()
                    && domain.classes().size() > classifier.classes().size();
        }

        PredictionOutcome outcome() {
            return new PredictionOutcome(
                    samples, broken, Optional.of(tally).filter(counted -> domain.labelled()), unknown);
        }
    }
}
