package io.github.biwaa.adapt;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.adapt.AdaptationAnswer.PredictedPicture;
import io.github.biwaa.adapt.AdaptationAnswer.Trained;
import io.github.biwaa.evaluation.PredictionAgreement;
import io.github.biwaa.evaluation.PredictionAgreement.Predictions;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.CsvLines;
import io.github.biwaa.model.Calibration;
import io.github.biwaa.model.Json;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/** Makes the answer from what the trainings left. */
final class Answering {
    private final Path out;
    private final List<Path> pictures;
    private final List<String> classes;

    /**
     * @param out where the table of predictions goes
     * @param review which of the target's pictures were scored
     */
    Answering(Path out, DataReview review, List<String> classes) {
        this.out = out;
        this.pictures = review.target().files();
        this.classes = classes;
    }

    /** @return whether an earlier call gave the answer */
    boolean isAnswered() {
        return Files.exists(out.resolve(AdaptationSummary.FILE));
    }

    AdaptationAnswer answer(AdaptationPlan plan, List<Trained> all) {
        List<Trained> trained = estimated(all);
        Trained best = Trained.best(trained);
        List<String> finished = trained.stream().map(Trained::name).toList();
        List<String> leftOut = plan.trainings().stream()
                .map(PlannedTraining::name)
                .filter(name -> !finished.contains(name))
                .toList();
        double[][] before = scores(trained.get(0));
        double[][] after = scores(best);
        List<PredictedPicture> predictions = new ArrayList<>();
        for (int picture = 0; picture < pictures.size(); picture++) {
            int predicted = largest(after[picture]);
            predictions.add(new PredictedPicture(
                    pictures.get(picture),
                    classes.get(predicted),
                    after[picture][predicted],
                    classes.get(largest(before[picture]))));
        }
        Path file = out.resolve("predictions.csv");
        write(file, predictions);
        AdaptationAnswer answer = new AdaptationAnswer(out, trained, leftOut, best, predictions, file);
        Json.write(out.resolve(AdaptationSummary.FILE), AdaptationSummary.of(answer));
        return answer;
    }

    /** @return the trainings, with the agreement with others as their estimate where there is one */
    private List<Trained> estimated(List<Trained> trained) {
        List<Predictions> predictions = trained.stream()
                .map(one -> new Predictions(
                        one.planned().method(),
                        Arrays.stream(scores(one)).mapToInt(Answering::largest).toArray()))
                .toList();
        return IntStream.range(0, trained.size())
                .mapToObj(one -> PredictionAgreement.of(predictions.get(one), predictions)
                        .map(trained.get(one)::withEstimate)
                        .orElse(trained.get(one)))
                .toList();
    }

    /** @return calibrated probabilities of each target picture */
    private double[][] scores(Trained training) {
        HeldOutScores held = requireNonNull(training.run().heldOut());
        double[][] rows = new double[pictures.size()][];
        try (PointerScope scope = new PointerScope()) {
            double[] values = Tensors.toDoubles(
                    new RunFolder(training.folder()).readScores(training.run().run(), pictures.size(), classes.size()));
            for (int row = 0; row < rows.length; row++) {
                rows[row] = Calibration.scaled(
                        Arrays.copyOfRange(values, row * classes.size(), (row + 1) * classes.size()),
                        held.temperature());
            }
        }
        return rows;
    }

    private static int largest(double[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }

    private static void write(Path file, List<PredictedPicture> predictions) {
        StringBuilder table = new StringBuilder("path,class,probability,source_only\n");
        for (PredictedPicture picture : predictions) {
            table.append(CsvLines.row(List.of(
                    picture.file().toString(),
                    picture.className(),
                    String.format(Locale.ROOT, "%.4f", picture.probability()),
                    picture.before())));
        }
        AtomicFile.writeText(file, table.toString());
    }
}
