package io.github.biwaa.spark;

import io.github.biwaa.model.Views;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Names the class of each picture with an adapted model. The column that is added, {@code prediction}, holds structs of
 *
 * <ul>
 *   <li>{@code class}: the name of the most likely class,
 *   <li>{@code probability}: how likely it is, 0-1,
 *   <li>{@code top}: the most likely classes with their probabilities, most likely first,
 *   <li>{@code unknown}: how likely the picture shows something else, 1 less the probability,
 *   <li>{@code error}: why the picture cannot be read; null if it can, and all others are null if it cannot.
 * </ul>
 *
 * <pre>{@code
 * Dataset<Row> photos = spark.read().format("binaryFile").option("recursiveFileLookup", true).load("hdfs://host/photos");
 * new PictureClassifier().setModel("runs/mine").transform(photos)
 *         .select("path", "prediction").write().parquet("hdfs://host/named");
 * }</pre>
 *
 * <p>Numbers equal those of {@code biwaa predict} on as many threads as {@code spark.task.cpus} says, in batches of the same pictures.
 */
public final class PictureClassifier extends PictureTransformer<PictureClassifier> {
    private static final long serialVersionUID = 1L;

    private final IntParam topK;
    private final BooleanParam uncalibrated;

    /** A classifier that lacks its model. */
    public PictureClassifier() {
        this(Identifiable$.MODULE$.randomUID("biwaa-classifier"));
    }

    /** A classifier with a name of its own, which Spark asks for. */
    public PictureClassifier(String uid) {
        super(uid, "prediction");
        topK = new IntParam(this, "topK", "how many classes top names, at least 1", ParamValidators.gtEq(1));
        uncalibrated = new BooleanParam(
                this,
                "uncalibrated",
                "whether probabilities stay as the network gives them, where a model has a calibration");
        setDefault(topK, 1);
        setDefault(uncalibrated, false);
    }

    /**
     * Classifies with the defaults.
     *
     * @param column with pictures (binary), their paths (string) or features (array, vector)
     * @param model as {@link #model}
     * @return the rows with the column {@code prediction}
     */
    public static Dataset<Row> classify(Dataset<?> rows, String column, String model) {
        return new PictureClassifier().setModel(model).setInputCol(column).transform(rows);
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<PictureClassifier> read() {
        return new Reader().read();
    }

    /** Reads what {@link #save} wrote. */
    public static PictureClassifier load(String path) {
        return new Reader().load(path);
    }

    private static final class Reader implements DefaultParamsReadable<PictureClassifier> {}

    @Override
    StructType struct() {
        return ClassifierNetwork.STRUCT;
    }

    @Override
    ClassifierNetwork network(ModelPlace place, Views views, SampleColumn column, int batch) {
        return new ClassifierNetwork(
                place, views, !(Boolean) getOrDefault(uncalibrated), column, (Integer) getOrDefault(topK), batch);
    }

    /** How many classes {@code top} names, at least 1; 1 by default. */
    public IntParam topK() {
        return topK;
    }

    /** Sets {@link #topK}. */
    public PictureClassifier setTopK(int value) {
        return with(topK, value);
    }

    /** Whether probabilities stay as the network gives them, where a model has a calibration; false by default. */
    public BooleanParam uncalibrated() {
        return uncalibrated;
    }

    /** Sets {@link #uncalibrated}. */
    public PictureClassifier setUncalibrated(boolean value) {
        return with(uncalibrated, value);
    }
}
