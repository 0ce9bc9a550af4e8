package io.github.biwaa.spark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A model that lies on the driver's machine. Spark sends its files once to each executor, which also get them from each other.
 *
 * @param key hash of the description, which holds the hash of the weights
 * @param files their content by name
 */
record SentModel(String key, Broadcast<HashMap<String, byte[]>> files) implements ModelPlace {

    /**
     * Reads a model folder.
     *
     * @throws BiwaaException if it holds no model, or a file of 2 GiB or more
     */
    static SentModel of(Path folder, SparkContext context) {
        ModelFolder.describe(folder);
        try {
            HashMap<String, byte[]> files = new HashMap<>();
            for (Path file : files(folder)) {
                if (Files.size(file) > Integer.MAX_VALUE - Byte.MAX_VALUE) {
                    throw new BiwaaException(
                            file + " is larger than Spark can send, 2 GiB. Put the model where all executors reach it,"
                                    + " and name it by a path of Hadoop, such as hdfs://host/models/mine.");
                }
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
            return new SentModel(
                    Sha256.of(folder.resolve(ModelFolder.DESCRIPTION)),
                    JavaSparkContext.fromSparkContext(context).broadcast(files));
        } catch (IOException e) {
            throw new BiwaaException("cannot read the model " + folder + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Writes the files into the folder that Spark clears after the application. */
    @Override
    public Model load(Device device) {
        try {
            Path copy = Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()), "biwaa-model-");
            for (Map.Entry<String, byte[]> file : files.value().entrySet()) {
                Files.write(copy.resolve(file.getKey()), file.getValue());
            }
            return Model.load(copy, device);
        } catch (IOException e) {
            throw new BiwaaException(
                    "an executor cannot write the model to its disk: " + AtomicFile.reason(e) + ".", e);
        }
    }
}
