package io.github.biwaa.report.evidence;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.LabelTable;
import io.github.biwaa.data.LabelTable.Row;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Views;
import io.github.biwaa.prediction.Predictor;
import io.github.biwaa.prediction.Sureness;
import io.github.biwaa.prediction.UnknownTally;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.Pictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How well a model tells target pictures of no class from others, where a review called some so. */
final class ReviewedUnknown {
    private static final String NONE = "none of the classes";

    private ReviewedUnknown() {}

    /**
     * Takes the pictures that were labelled in a review through a model.
     *
     * @param training the folder that the model is in; labels are there, or beside it, where several trainings were reviewed as one
     * @param run whose model it is
     * @param target pictures without the broken ones
     * @return empty if no picture was called one of no class
     * @throws BiwaaException if the labels are those of other classes, pictures cannot be read, or the model cannot tell
     */
    static Optional<UnknownTally> of(RunFolder training, int run, OpenSamples target) {
        Optional<Path> table = Stream.of(
                        training.path(), training.path().toAbsolutePath().getParent())
                .filter(folder -> folder != null)
                .map(folder -> folder.resolve(LabelTable.FILE))
                .filter(Files::exists)
                .findFirst();
        if (table.isEmpty() || target.pictures().isEmpty()) {
            return Optional.empty();
        }
        List<Row> rows = LabelTable.read(table.get(), target.classes());
        return rows.stream().noneMatch(row -> row.label() == LabelTable.NONE)
                ? Optional.empty()
                : tally(training.model(run), labelled(target, rows));
    }

    private static Pictures labelled(OpenSamples target, List<Row> rows) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int picture = 0; picture < target.size(); picture++) {
            numbers.putIfAbsent(target.sampleName(picture), picture);
        }
        List<Row> known =
                rows.stream().filter(row -> numbers.containsKey(row.path())).toList();
        List<Path> files = known.stream()
                .map(row -> target.pictures().get(numbers.get(row.path())))
                .toList();
        List<String> classes = new ArrayList<>(target.classes());
        classes.add(NONE);
        int none = target.classes().size();
        int[] labels = known.stream()
                .mapToInt(row -> row.label() == LabelTable.NONE ? none : row.label())
                .toArray();
        return new Pictures(target.name(), files, Optional.of(labels), classes);
    }

    private static Optional<UnknownTally> tally(Path model, Pictures pictures) {
        Sureness sureness = Sureness.known(model, Views.CENTRE);
        try (Classifier classifier = Classifier.load(model, Views.CENTRE)) {
            int threads = Runtime.getRuntime().availableProcessors();
            return new Predictor(classifier, Classifier.DEFAULT_BATCH, threads, Optional.of(sureness))
                    .pictures(pictures, Optional.empty(), prediction -> true)
                    .unknown()
                    .filter(tally -> tally.known() > 0 && tally.unknown() > 0);
        }
    }
}
