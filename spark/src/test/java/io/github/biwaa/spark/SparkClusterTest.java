package io.github.biwaa.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.TestModels;
import io.github.biwaa.torch.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master and two workers in processes of their own: what travels, what is shared, and what a death costs. */
@Tag("machine")
class SparkClusterTest {
    private static final int PICTURES = 120;
    private static final int PARTITIONS = 24;
    private static final int WORKERS = 2;
    private static final StructType PICTURE =
            new StructType().add("number", DataTypes.IntegerType).add("content", DataTypes.BinaryType);

    /** Ends its executor in the middle of a partition, once, as the kernel would if memory ran out. */
    private record Death(String marker, int victim) implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> rows) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public Row next() {
                    Row row = rows.next();
                    if (row.getInt(0) == victim && Path.of(marker).toFile().mkdir()) {
                        Runtime.getRuntime().halt(137);
                    }
                    return row;
                }
            };
        }
    }

    /** Counts what becomes of tasks. */
    private static final class Ends extends SparkListener {
        private final AtomicInteger good = new AtomicInteger();
        private final AtomicInteger bad = new AtomicInteger();
        private final Set<String> executors = ConcurrentHashMap.newKeySet();

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            (end.reason() == Success$.MODULE$ ? good : bad).incrementAndGet();
            executors.add(end.taskInfo().executorId());
        }
    }

    @Test
    void anExecutorThatDiesCostsItsTasksAlone(@TempDir Path folder) throws Exception {
        Path model = TestModels.save(folder.resolve("model"), "lenet", 28, 16);
        Map<Integer, Double> expected = expected(model);
        Path marker = folder.resolve("died");
        Ends ends = new Ends();
        List<Row> rows;
        try (SparkCluster cluster = new SparkCluster(folder.resolve("cluster"), WORKERS)) {
            SparkSession spark = cluster.application(WORKERS).getOrCreate();
            try {
                spark.sparkContext().addSparkListener(ends);
                Dataset<Row> pictures = pictures(spark)
                        .mapPartitions(new Death(marker.toString(), PICTURES / 2 + 2), Encoders.row(PICTURE));
                rows = PictureClassifier.classify(pictures, "content", model.toString())
                        .select("number", "prediction.probability", "prediction.error")
                        .collectAsList();
                spark.sparkContext().listenerBus().waitUntilEmpty();
            } finally {
                spark.stop();
            }
            assertThat(cluster.natives()).isDirectoryContaining("glob:**/biwaa-libtorch-*.unpacked");
        }
        assertThat(marker).isDirectory();
        Map<Integer, Double> found = new HashMap<>();
        for (Row row : rows) {
            assertThat(row.isNullAt(2)).isTrue();
            assertThat(found.put(row.getInt(0), row.getDouble(1)))
                    .as("row %s comes once", row)
                    .isNull();
        }
        assertThat(found).isEqualTo(expected);
        assertThat(ends.good).hasValue(PARTITIONS);
        assertThat(ends.bad.get()).isBetween(1, WORKERS);
        // The one that died, and others; whether its successor still came in time depends on the machine.
        assertThat(ends.executors).hasSizeGreaterThanOrEqualTo(WORKERS);
    }

    private static Dataset<Row> pictures(SparkSession spark) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            rows.add(RowFactory.create(i, TestRows.png(i)));
        }
        return spark.createDataFrame(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, PARTITIONS), PICTURE);
    }

    /** In the batches of the partitions, which are smaller than the network's. */
    private static Map<Integer, Double> expected(Path model) throws IOException {
        Engine.useThreads(1);
        Map<Integer, Double> expected = new HashMap<>();
        int partition = PICTURES / PARTITIONS;
        try (Classifier classifier = Classifier.load(model)) {
            for (int from = 0; from < PICTURES; from += partition) {
                List<byte[]> batch = new ArrayList<>();
                for (int i = from; i < from + partition; i++) {
                    batch.add(classifier.input().prepare(TestRows.png(i)));
                }
                for (int i = 0; i < partition; i++) {
                    expected.put(
                            from + i, classifier.classifyPrepared(batch).get(i).probability());
                }
            }
        }
        return expected;
    }
}
