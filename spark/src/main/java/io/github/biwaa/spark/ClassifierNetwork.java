package io.github.biwaa.spark;

import static io.github.biwaa.spark.SampleColumn.Kind.FEATURES;

import io.github.biwaa.model.Batched;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.PictureInput;
import io.github.biwaa.model.Prediction;
import io.github.biwaa.model.Views;
import io.github.biwaa.torch.Device;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A classifier in a task.
 *
 * @param place of the model
 * @param views what of each picture is looked at
 * @param calibrated whether probabilities are calibrated where the model can
 * @param column with pictures or features
 * @param candidates how many classes a row names, at least 1
 * @param batchSize rows that the network sees at once, at least 1
 */
record ClassifierNetwork(
        ModelPlace place, Views views, boolean calibrated, SampleColumn column, int candidates, int batchSize)
        implements TaskNetwork<Classifier, Prediction> {
    private static final StructType CANDIDATE =
            new StructType().add("class", DataTypes.StringType).add("probability", DataTypes.DoubleType);
    static final StructType STRUCT = CANDIDATE
            .add("top", DataTypes.createArrayType(CANDIDATE))
            .add("unknown", DataTypes.DoubleType)
            .add("error", DataTypes.StringType);

    @Override
    public String key() {
        return place.key() + " " + views + (calibrated ? " calibrated" : "");
    }

    @Override
    public Classifier load(Device device) {
        Model model = place.load(device);
        return calibrated ? new Classifier(model, views) : new Classifier(model, views, Optional.empty());
    }

    @Override
    public Batched<Row, ?, Prediction> over(Iterator<Row> rows, Classifier classifier, int threads) {
        if (column.kind() == FEATURES) {
            return new Batched<Row, float[], Prediction>(
                    rows, row -> classifier.checked(column.features(row)), classifier::classifyFeatures, batchSize, 1);
        }
        PictureInput input = classifier.input();
        return new Batched<Row, byte[], Prediction>(
                rows, row -> column.picture(row, input), classifier::classifyPrepared, batchSize, threads);
    }

    @Override
    public Row struct(Batched.Outcome<Row, Prediction> outcome) {
        if (outcome.result().isEmpty()) {
            return RowFactory.create(null, null, null, null, outcome.problem().orElse(""));
        }
        Prediction prediction = outcome.result().get();
        Row[] top = prediction.top(candidates).stream()
                .map(candidate -> RowFactory.create(candidate.name(), candidate.probability()))
                .toArray(Row[]::new);
        return RowFactory.create(
                prediction.className(), prediction.probability(), top, 1 - prediction.probability(), null);
    }
}
