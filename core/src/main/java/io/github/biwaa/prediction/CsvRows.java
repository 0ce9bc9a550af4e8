package io.github.biwaa.prediction;

import io.github.biwaa.model.Prediction;
import java.util.List;

/**
 * Comma-separated values after RFC 4180, but for the line end, which is a line feed alone: {@code path,class,probability,class_2,probability_2,...,error}.
 * Fields without a value are empty.
 *
 * @param key the name of the first column
 * @param candidates how many classes a row names
 */
record CsvRows(String key, int candidates) implements RowFormat {

    @Override
    public String header() {
        StringBuilder header = new StringBuilder(key).append(",class,probability");
        for (int place = 2; place <= candidates; place++) {
            header.append(",class_").append(place).append(",probability_").append(place);
        }
        return header.append(",error\n").toString();
    }

    @Override
    public String row(SamplePrediction sample) {
        StringBuilder row = new StringBuilder(quoted(sample.sample()));
        List<Prediction.Candidate> top = sample.prediction()
                .map(prediction -> prediction.top(candidates))
                .orElse(List.of());
        for (int place = 0; place < candidates; place++) {
            row.append(',');
            if (place < top.size()) {
                row.append(quoted(top.get(place).name()))
                        .append(',')
                        .append(Probabilities.rounded(top.get(place).probability())
                                .toPlainString());
            } else {
                row.append(',');
            }
        }
        return row.append(',')
                .append(quoted(sample.problem().orElse("")))
                .append('\n')
                .toString();
    }

    /** @return a field as it is, or in quotes if it holds what ends one */
    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && field.equals(field.strip());
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
