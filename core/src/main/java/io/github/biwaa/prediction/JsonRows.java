package io.github.biwaa.prediction;

import io.github.biwaa.model.Json;
import io.github.biwaa.model.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object per line: {@code {"path":...,"class":...,"probability":...,"top":[{"class":...,"probability":...},...]}} or
 * {@code {"path":...,"error":...}}. {@code top} is there if a row names more than one class.
 *
 * @param key the name of the first member
 * @param candidates how many classes a row names
 * @param sure tells sure predictions from others, if that is asked for; the member {@code sure} or {@code unknown} has the answer
 */
record JsonRows(String key, int candidates, Optional<Sureness> sure) implements RowFormat {

    @Override
    public String header() {
        return "";
    }

    @Override
    public String row(SamplePrediction sample) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(key, sample.sample());
        sample.prediction().ifPresent(prediction -> {
            List<Map<String, Object>> top = new ArrayList<>();
            prediction.top(candidates).forEach(candidate -> top.add(named(candidate)));
            row.putAll(top.get(0));
            if (candidates > 1) {
                row.put("top", top);
            }
            sure.ifPresent(threshold -> row.put(threshold.question(), threshold.answer(prediction)));
        });
        sample.problem().ifPresent(problem -> row.put("error", problem));
        return Json.line(row) + "\n";
    }

    private static Map<String, Object> named(Prediction.Candidate candidate) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("class", candidate.name());
        members.put("probability", Probabilities.rounded(candidate.probability()));
        return members;
    }
}
