package io.github.biwaa.spark;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small drawn pictures, as files and as rows. */
final class TestRows {
    private static final StructType PICTURES =
            new StructType().add("path", DataTypes.StringType).add("content", DataTypes.BinaryType);

    private TestRows() {}

    /** Names with letters that URIs escape. */
    static List<Path> files(Path folder, int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(Files.write(folder.resolve("foto %20 ü:" + i + ".png"), png(i)));
        }
        return files;
    }

    static byte[] png(int i) throws IOException {
        BufferedImage picture = new BufferedImage(40 + i % 7, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(new Color(37 * i % 256, 91 * i % 256, 120));
        graphics.fillOval(i % 11, i % 5, 10 + i % 13, 20);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    static Row row(Path file) throws IOException {
        return RowFactory.create(file.toString(), Files.readAllBytes(file));
    }

    static Dataset<Row> pictures(SparkSession spark, List<Row> rows, int partitions) {
        return spark.createDataFrame(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions), PICTURES);
    }
}
