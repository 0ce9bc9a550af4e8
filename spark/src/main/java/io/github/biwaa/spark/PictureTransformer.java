package io.github.biwaa.spark;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.model.Views;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What {@link PictureClassifier} and {@link PictureEmbedder} share: a model, a column in, a column out.
 *
 * @param <T> which of the two
 */
public abstract sealed class PictureTransformer<T extends PictureTransformer<T>> extends Transformer
        implements DefaultParamsWritable permits PictureClassifier, PictureEmbedder {
    private static final long serialVersionUID = 1L;
    private static final int DEFAULT_BATCH = 32;

    private final String uid;
    private final Param<String> model;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final BooleanParam tenCrop;
    private final IntParam batchSize;

    /** Parameters ask their owner for its name when they are made. */
    PictureTransformer(String uid, String defaultOutput) {
        this.uid = uid;
        model = new Param<>(
                this,
                "model",
                "a run folder, a run-N folder or a model folder on the driver's machine; or a run-N or model folder on a"
                        + " file system of Hadoop, such as hdfs://host/models/mine");
        inputCol = new Param<>(
                this, "inputCol", "the column with pictures (binary), their paths (string) or features (array)");
        outputCol = new Param<>(this, "outputCol", "the column that is added");
        tenCrop = new BooleanParam(
                this, "tenCrop", "whether to average ten crops of each picture instead of using only the centre");
        batchSize = new IntParam(
                this, "batchSize", "rows that the network sees at once, at least 1", ParamValidators.gtEq(1));
        setDefault(inputCol, "content");
        setDefault(outputCol, defaultOutput);
        setDefault(tenCrop, false);
        setDefault(batchSize, DEFAULT_BATCH);
    }

    /** @return the type of the column that is added */
    abstract StructType struct();

    /**
     * What tasks compute.
     *
     * @throws InvalidSettingException if it cannot be computed of such a column
     */
    abstract TaskNetwork<?, ?> network(ModelPlace place, Views views, SampleColumn column, int batch);

    /**
     * Adds the column. Rows are computed when they are asked for; a picture that cannot be read has its reason under {@code error}.
     *
     * @throws io.github.biwaa.BiwaaException if there is no model
     * @throws InvalidSettingException if a column does not fit
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        SparkContext context = dataset.sparkSession().sparkContext();
        TaskNetwork<?, ?> network = network(
                place(context),
                (Boolean) getOrDefault(tenCrop) ? Views.TEN_CROP : Views.CENTRE,
                column(dataset.schema(), context.hadoopConfiguration()),
                (Integer) getOrDefault(batchSize));
        return dataset.toDF().mapPartitions(new PartitionWork<>(network), Encoders.row(schema));
    }

    private SampleColumn column(StructType schema, Configuration configuration) {
        return SampleColumn.of(schema, getOrDefault(inputCol), configuration);
    }

    private ModelPlace place(SparkContext context) {
        if (!isDefined(model)) {
            throw new InvalidSettingException("model: none, expected the folder of a model");
        }
        String path = getOrDefault(model);
        if (path.startsWith("file:")) {
            return SentModel.of(ModelLocation.resolve(Path.of(URI.create(path))), context);
        }
        return SampleColumn.isUri(path)
                ? StoredModel.find(path, context.hadoopConfiguration())
                : SentModel.of(ModelLocation.resolve(Path.of(path)), context);
    }

    /** @throws InvalidSettingException if the input is missing or of another type, or the output is there already */
    @Override
    public StructType transformSchema(StructType schema) {
        column(schema, new Configuration(false));
        String output = getOrDefault(outputCol);
        if (List.of(schema.fieldNames()).contains(output)) {
            throw new InvalidSettingException("outputCol: " + output + ", but there is such a column already");
        }
        return schema.add(output, struct());
    }

    @Override
    public Transformer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** Sets a parameter. */
    @SuppressWarnings("unchecked") // sealed
    <V> T with(Param<V> parameter, V value) {
        set(parameter, value);
        return (T) this;
    }

    /** Where the model lies; there is no default. */
    public Param<String> model() {
        return model;
    }

    /** Sets {@link #model}. */
    public T setModel(String value) {
        return with(model, value);
    }

    /** The column with pictures (binary), their paths (string) or features (array, vector); content by default, as {@code binaryFile} calls it. */
    public Param<String> inputCol() {
        return inputCol;
    }

    /** Sets {@link #inputCol}. */
    public T setInputCol(String value) {
        return with(inputCol, value);
    }

    /** The column that is added. */
    public Param<String> outputCol() {
        return outputCol;
    }

    /** Sets {@link #outputCol}. */
    public T setOutputCol(String value) {
        return with(outputCol, value);
    }

    /** Whether ten crops of each picture are looked at, not the centre alone; false by default. */
    public BooleanParam tenCrop() {
        return tenCrop;
    }

    /** Sets {@link #tenCrop}. */
    public T setTenCrop(boolean value) {
        return with(tenCrop, value);
    }

    /** Rows that the network sees at once, at least 1; 32 by default. */
    public IntParam batchSize() {
        return batchSize;
    }

    /** Sets {@link #batchSize}. */
    public T setBatchSize(int value) {
        return with(batchSize, value);
    }
}
