package io.github.biwaa.prediction;

import io.github.biwaa.file.CsvLines;
import io.github.biwaa.model.Prediction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Comma-separated values, as {@link CsvLines} writes them: {@code path,class,probability,class_2,probability_2,...,error}.
 * Fields without a value are empty. Where a least probability is asked for, the column {@code sure} or {@code unknown} follows the probabilities.
 *
 * @param key the name of the first column
 * @param candidates how many classes a row names
 * @param sure tells sure predictions from others, if that is asked for
 */
record CsvRows(String key, int candidates, Optional<Sureness> sure) implements RowFormat {

    @Override
    public String header() {
        List<String> header = new ArrayList<>(List.of(key, "class", "probability"));
        for (int place = 2; place <= candidates; place++) {
            header.add("class_" + place);
            header.add("probability_" + place);
        }
        sure.ifPresent(threshold -> header.add(threshold.question()));
        header.add("error");
        return CsvLines.row(header);
    }

    @Override
    public String row(SamplePrediction sample) {
        List<String> row = new ArrayList<>(List.of(sample.sample()));
        List<Prediction.Candidate> top = sample.prediction()
                .map(prediction -> prediction.top(candidates))
                .orElse(List.of());
        for (Prediction.Candidate candidate : top) {
            row.add(candidate.name());
            row.add(Probabilities.rounded(candidate.probability()).toPlainString());
        }
        row.addAll(Collections.nCopies(2 * (candidates - top.size()), ""));
        sure.ifPresent(threshold -> row.add(sample.prediction()
                .map(prediction -> threshold.answer(prediction) ? "yes" : "no")
                .orElse("")));
        row.add(sample.problem().orElse(""));
        return CsvLines.row(row);
    }
}
