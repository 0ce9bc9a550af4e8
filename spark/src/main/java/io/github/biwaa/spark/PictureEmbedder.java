package io.github.biwaa.spark;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Views;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Computes the features of each picture with the backbone of an adapted model, as {@code biwaa embed --model} does. The column that is added,
 * {@code embedding}, holds structs of {@code features}, an array of floats, and {@code error}: why the picture cannot be read, null if it can.
 */
public final class PictureEmbedder extends PictureTransformer<PictureEmbedder> {
    private static final long serialVersionUID = 1L;

    /** An embedder that lacks its model. */
    public PictureEmbedder() {
        this(Identifiable$.MODULE$.randomUID("biwaa-embedder"));
    }

    /** An embedder with a name of its own, which Spark asks for. */
    public PictureEmbedder(String uid) {
        super(uid, "embedding");
    }

    /**
     * Embeds with the defaults.
     *
     * @param column with pictures (binary) or their paths (string)
     * @param model as {@link #model}
     * @return the rows with the column {@code embedding}
     */
    public static Dataset<Row> embed(Dataset<?> rows, String column, String model) {
        return new PictureEmbedder().setModel(model).setInputCol(column).transform(rows);
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<PictureEmbedder> read() {
        return new Reader().read();
    }

    /** Reads what {@link #save} wrote. */
    public static PictureEmbedder load(String path) {
        return new Reader().load(path);
    }

    private static final class Reader implements DefaultParamsReadable<PictureEmbedder> {}

    @Override
    StructType struct() {
        return EmbedderNetwork.STRUCT;
    }

    @Override
    EmbedderNetwork network(ModelPlace place, Views views, SampleColumn column, int batch) {
        if (column.kind() == SampleColumn.Kind.FEATURES) {
            throw new InvalidSettingException("inputCol holds features already; expected pictures or their paths");
        }
        return new EmbedderNetwork(place, views, column, batch);
    }
}
