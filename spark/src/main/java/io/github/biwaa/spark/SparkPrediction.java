package io.github.biwaa.spark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Views;
import io.github.biwaa.prediction.ClusterPrediction;
import io.github.biwaa.prediction.PredictionOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code biwaa predict --spark}: the driver of an application that ends with the prediction. */
public final class SparkPrediction implements ClusterPrediction {
    private static final StructType FILES =
            new StructType().add("path", DataTypes.StringType).add("file", DataTypes.StringType);
    /** Batches of a task: what is lost with an executor is soon done again. */
    private static final int BATCHES = 16;

    /** Made by ServiceLoader. */
    public SparkPrediction() {}

    @Override
    public PredictionOutcome predict(Request request) {
        SparkConf configuration = SparkApplication.configuration(request.master(), "biwaa predict")
                .setIfMissing("spark.ui.showConsoleProgress", "true");
        try (SparkSession spark = SparkApplication.start(
                configuration, conf -> SparkSession.builder().config(conf).getOrCreate())) {
            return predict(request, spark);
        } catch (BiwaaException e) {
            throw e;
        } catch (Exception e) {
            throw new BiwaaException("Spark could not do it: " + SparkApplication.reason(e), e);
        }
    }

    private static PredictionOutcome predict(Request request, SparkSession spark) throws InterruptedException {
        Dataset<Row> predictions = new PictureClassifier()
                .setModel(request.model())
                .setInputCol("file")
                .setTopK(request.candidates())
                .setTenCrop(request.views() == Views.TEN_CROP)
                .setUncalibrated(!request.calibrated())
                .setBatchSize(request.batchSize())
                .transform(files(request, spark));
        Observation seen = new Observation();
        DataFrameWriter<Row> writer = predictions
                .observe(
                        seen,
                        functions.count(functions.lit(1)).as("rows"),
                        functions.count(functions.col("prediction.error")).as("broken"))
                .select(columns(request))
                .write()
                .mode(request.overwrite() ? SaveMode.Overwrite : SaveMode.ErrorIfExists);
        switch (request.format()) {
            case "parquet" -> writer.parquet(request.out());
            case "csv" ->
                writer.option("header", true)
                        .option("escape", "\"")
                        .option("ignoreLeadingWhiteSpace", false)
                        .option("ignoreTrailingWhiteSpace", false)
                        .csv(request.out());
            case "jsonl" -> writer.json(request.out());
            default ->
                throw new InvalidSettingException("format: " + request.format() + ", expected parquet, csv or jsonl");
        }
        Map<String, Object> counts = seen.getAsJava();
        return new PredictionOutcome(
                (Long) counts.get("rows"), (Long) counts.get("broken"), Optional.empty(), Optional.empty());
    }

    private static Dataset<Row> files(Request request, SparkSession spark) {
        List<Path> files = request.pictures().files();
        List<Row> rows = files.stream()
                .map(file -> RowFactory.create(
                        file.toString(), file.toAbsolutePath().normalize().toString()))
                .toList();
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int tasks = Math.max(files.size() / (BATCHES * request.batchSize()), 2 * context.defaultParallelism());
        JavaRDD<Row> distributed = context.parallelize(rows, Math.max(1, Math.min(tasks, files.size())));
        return spark.createDataFrame(distributed, FILES);
    }

    /** In CSV, which knows no lists, as {@code biwaa predict} names them. */
    private static Column[] columns(Request request) {
        List<String> columns = new ArrayList<>(List.of("path", "prediction.class", "prediction.probability"));
        if (request.format().equals("csv")) {
            IntStream.rangeClosed(2, request.candidates())
                    .forEach(place -> columns.addAll(List.of(
                            "get(prediction.top, " + (place - 1) + ").class as class_" + place,
                            "get(prediction.top, " + (place - 1) + ").probability as probability_" + place)));
        } else {
            columns.add("prediction.top");
        }
        columns.addAll(List.of("prediction.unknown", "prediction.error"));
        return columns.stream().map(functions::expr).toArray(Column[]::new);
    }
}
