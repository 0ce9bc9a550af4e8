package io.github.biwaa.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.embedding.EmbeddingNetwork;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.FilePrediction;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.PictureInput;
import io.github.biwaa.model.Prediction;
import io.github.biwaa.model.TestModels;
import io.github.biwaa.model.Views;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows in, predictions out, in this JVM. */
class PictureClassifierTest {
    private static final int PICTURES = 12;
    private static final int BATCH = 4;

    @TempDir
    private static Path folder;

    private static Path model;
    private static List<Path> files;
    private static SparkSession spark;

    @BeforeAll
    static void prepare() throws IOException {
        model = TestModels.save(folder.resolve("model"), "lenet", 28, 16);
        files = TestRows.files(folder, PICTURES);
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.local.dir", folder.resolve("local").toString())
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static PictureClassifier classifier() {
        return new PictureClassifier().setModel(model.toString()).setBatchSize(BATCH);
    }

    private static List<Prediction> expected() {
        Engine.useThreads(1);
        try (Classifier classifier = Classifier.load(model);
                Stream<FilePrediction> predictions = classifier.classify(files.stream(), BATCH, 1)) {
            return predictions.map(each -> each.prediction().orElseThrow()).toList();
        }
    }

    private static Row struct(Row row) {
        return row.getStruct(row.size() - 1);
    }

    /** One partition makes the same batches. */
    @Test
    void contentAndPathsGiveTheBitsOfTheClassifier() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Path file : files) {
            rows.add(TestRows.row(file));
        }
        Dataset<Row> pictures = TestRows.pictures(spark, rows, 1);
        List<Row> ofContent = classifier().setTopK(3).transform(pictures).collectAsList();
        List<Row> ofPaths = classifier()
                .setTopK(3)
                .setInputCol("path")
                .transform(pictures.select("path"))
                .collectAsList();
        List<Prediction> expected = expected();
        for (int i = 0; i < PICTURES; i++) {
            Row struct = struct(ofContent.get(i));
            Prediction prediction =
                    expected.get(files.indexOf(Path.of(ofContent.get(i).getString(0))));
            assertThat(struct.<String>getAs("class")).isEqualTo(prediction.className());
            assertThat(struct.<Double>getAs("probability")).isEqualTo(prediction.probability());
            assertThat(struct.<Double>getAs("unknown")).isEqualTo(1 - prediction.probability());
            assertThat(struct.<String>getAs("error")).isNull();
            assertThat(struct.<Row>getList(struct.fieldIndex("top")))
                    .extracting(candidate -> candidate.getString(0), candidate -> candidate.getDouble(1))
                    .isEqualTo(prediction.top(3).stream()
                            .map(candidate -> Tuple.tuple(candidate.name(), candidate.probability()))
                            .toList());
            assertThat(struct(ofPaths.get(i))).isEqualTo(struct);
        }
    }

    /** Also in partitions that are empty, or begin or end with such a row. */
    @Test
    void aPictureThatCannotBeReadIsARowWithItsReason() throws IOException {
        List<Row> rows = new ArrayList<>(List.of(
                RowFactory.create("empty", new byte[0]),
                RowFactory.create("none", null),
                RowFactory.create("text", "no picture".getBytes())));
        for (Path file : files) {
            rows.add(TestRows.row(file));
        }
        Map<String, Row> structs = new HashMap<>();
        for (Row row :
                classifier().transform(TestRows.pictures(spark, rows, 20)).collectAsList()) {
            assertThat(structs.put(row.getString(0), struct(row))).isNull();
        }
        assertThat(structs).hasSize(rows.size());
        assertThat(structs.get("empty").<String>getAs("error")).contains("the file is empty");
        assertThat(structs.get("none").<String>getAs("error")).contains("no value");
        assertThat(structs.get("text").<String>getAs("error")).contains("not a picture");
        assertThat(structs.get("text").<String>getAs("class")).isNull();
        assertThat(structs.values()).filteredOn(struct -> struct.isNullAt(4)).hasSize(PICTURES);
        Dataset<Row> paths = spark.createDataset(
                        List.of(folder.toString(), "/nowhere.png", "nosystem:/a.png"), Encoders.STRING())
                .coalesce(1)
                .toDF("content");
        assertThat(classifier().transform(paths).collectAsList())
                .extracting(row -> struct(row).<String>getAs("error"))
                .satisfiesExactly(
                        error -> assertThat(error).contains("a folder"),
                        error -> assertThat(error).contains("the file is missing"),
                        error -> assertThat(error).contains("the file cannot be read", "nosystem"));
    }

    @Test
    void featuresComeAsArraysAndVectors() {
        Path embeddings = TestModels.saveOfEmbeddings(folder.resolve("embeddings"), 3, 0);
        PictureClassifier ofFeatures =
                new PictureClassifier().setModel(embeddings.toUri().toString()).setInputCol("x");
        double[] values = {0.5, -1, 2};
        double probability;
        try (Classifier classifier = Classifier.load(embeddings)) {
            probability = classifier.classifyFeatures(new float[] {0.5f, -1, 2}).probability();
        }
        StructType arrays = new StructType().add("x", DataTypes.createArrayType(DataTypes.DoubleType));
        List<Row> rows = ofFeatures
                .transform(spark.createDataFrame(
                                List.of(
                                        RowFactory.create(List.of(0.5, -1.0, 2.0)),
                                        RowFactory.create(List.of(1.0, 2.0)),
                                        RowFactory.create(List.of(1.0, Double.NaN, 2.0))),
                                arrays)
                        .coalesce(1))
                .collectAsList();
        assertThat(struct(rows.get(0)).<Double>getAs("probability")).isEqualTo(probability);
        assertThat(struct(rows.get(1)).<String>getAs("error")).contains("2 features", "takes 3");
        assertThat(struct(rows.get(2)).<String>getAs("error")).contains("feature 1");
        Dataset<Row> vectors = spark.createDataFrame(
                List.of(RowFactory.create(Vectors.dense(values))),
                new StructType().add("x", SQLDataTypes.VectorType()));
        assertThat(struct(ofFeatures.transform(vectors).first()).<Double>getAs("probability"))
                .isEqualTo(probability);
    }

    @Test
    void theEmbedderGivesTheFeaturesOfTheBackbone() throws IOException {
        List<Row> rows = List.of(TestRows.row(files.get(3)), RowFactory.create("text", "no picture".getBytes()));
        List<Row> embedded = PictureEmbedder.embed(TestRows.pictures(spark, rows, 1), "content", model.toString())
                .orderBy("path")
                .collectAsList();
        Engine.useThreads(1);
        try (EmbeddingNetwork network = EmbeddingNetwork.of(Model.load(model))) {
            PictureInput input = network.input(Views.CENTRE);
            float[] features = network.features(input, List.of(input.prepare(files.get(3))))
                    .get(0);
            List<Float> found = struct(embedded.get(0)).getList(0);
            assertThat(found).hasSize(features.length);
            for (int i = 0; i < features.length; i++) {
                assertThat(found.get(i)).isEqualTo(features[i]);
            }
        }
        assertThat(struct(embedded.get(1)).isNullAt(0)).isTrue();
        assertThat(struct(embedded.get(1)).getString(1)).contains("not a picture");
    }

    @Test
    void aPipelineKeepsItsSettings() throws IOException {
        String place = folder.resolve("pipeline").toString();
        PictureClassifier stage = classifier().setTopK(2).setTenCrop(true).setUncalibrated(true);
        Dataset<Row> pictures = TestRows.pictures(spark, List.of(TestRows.row(files.get(0))), 1);
        PipelineModel pipeline =
                new Pipeline().setStages(new PipelineStage[] {stage}).fit(pictures);
        pipeline.write().overwrite().save(place);
        PipelineModel loaded = PipelineModel.load(place);
        assertThat(loaded.stages()[0].extractParamMap().toSeq().toString())
                .isEqualTo(stage.extractParamMap().toSeq().toString());
        assertThat(loaded.transform(pictures).first())
                .isEqualTo(stage.transform(pictures).first());
        assertThat(stage.copy(new ParamMap()).uid()).isEqualTo(stage.uid());
    }

    /** Of a file system that Hadoop knows: a folder here, by another name of the scheme. */
    @Test
    void theModelMayLieOnAFileSystemOfHadoop() throws IOException {
        StoredModel stored =
                StoredModel.find(model.toUri().toString(), spark.sparkContext().hadoopConfiguration());
        try (Classifier classifier = new Classifier(stored.load(DeviceChoice.CPU.resolve()), Views.CENTRE)) {
            assertThat(classifier.classify(files.get(0)).probabilities()).isEqualTo(expectedAlone(files.get(0)));
        }
        assertThatThrownBy(() ->
                        StoredModel.find("file:/nowhere", spark.sparkContext().hadoopConfiguration()))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("file:/nowhere holds no model");
        StoredModel gone = new StoredModel("file:/nowhere", 0, stored.configuration());
        assertThatThrownBy(() -> gone.load(DeviceChoice.CPU.resolve()))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContainingAll("an executor cannot read the model", "file:/nowhere");
    }

    private static double[] expectedAlone(Path file) {
        try (Classifier classifier = Classifier.load(model)) {
            return classifier.classify(file).probabilities();
        }
    }

    @Test
    void wrongSettingsAreNamedBeforeAnyTaskRuns() throws IOException {
        Dataset<Row> pictures = TestRows.pictures(spark, List.of(TestRows.row(files.get(0))), 1);
        assertThatThrownBy(() -> new PictureClassifier().transform(pictures))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("model: none");
        assertThatThrownBy(() -> classifier().setInputCol("picture").transform(pictures))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("[path, content]");
        assertThatThrownBy(() -> classifier().setOutputCol("path").transform(pictures))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() ->
                        classifier().setInputCol("n").transform(spark.range(1).toDF("n")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("bigint");
        assertThatThrownBy(() -> classifier().setModel("/nowhere").transform(pictures))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("/nowhere does not exist");
    }

    @Test
    void aTaskComputesOnTheGpuThatSparkGivesIt() {
        assertThat(TaskShare.choice(Map.of())).isEqualTo(DeviceChoice.CPU);
        assertThat(TaskShare.choice(gpu("3", "4"))).isEqualTo(new DeviceChoice("cuda:3"));
        assertThatThrownBy(() -> TaskShare.choice(gpu("GPU-1f3c")))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("GPU-1f3c");
    }

    private static Map<String, ResourceInformation> gpu(String... addresses) {
        return Map.of("gpu", new ResourceInformation("gpu", addresses));
    }
}
