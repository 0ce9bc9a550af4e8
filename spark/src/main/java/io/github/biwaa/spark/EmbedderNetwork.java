package io.github.biwaa.spark;

import io.github.biwaa.embedding.EmbeddingNetwork;
import io.github.biwaa.model.Batched;
import io.github.biwaa.model.PictureInput;
import io.github.biwaa.model.Views;
import io.github.biwaa.torch.Device;
import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A model's backbone in a task.
 *
 * @param place of the model
 * @param views of which features are the mean
 * @param column with pictures
 * @param batchSize rows that the network sees at once, at least 1
 */
record EmbedderNetwork(ModelPlace place, Views views, SampleColumn column, int batchSize)
        implements TaskNetwork<EmbeddingNetwork, float[]> {
    static final StructType STRUCT = new StructType()
            .add("features", DataTypes.createArrayType(DataTypes.FloatType, false))
            .add("error", DataTypes.StringType);

    @Override
    public String key() {
        return place.key() + " backbone";
    }

    @Override
    public EmbeddingNetwork load(Device device) {
        return EmbeddingNetwork.of(place.load(device));
    }

    @Override
    public Batched<Row, ?, float[]> over(Iterator<Row> rows, EmbeddingNetwork network, int threads) {
        PictureInput input = network.input(views);
        return new Batched<Row, byte[], float[]>(
                rows,
                row -> column.picture(row, input),
                pictures -> network.features(input, pictures),
                batchSize,
                threads);
    }

    @Override
    public Row struct(Batched.Outcome<Row, float[]> outcome) {
        return RowFactory.create(
                outcome.result().orElse(null), outcome.problem().orElse(null));
    }
}
