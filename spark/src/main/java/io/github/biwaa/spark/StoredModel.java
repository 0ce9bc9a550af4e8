package io.github.biwaa.spark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkFiles;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A model on a file system that all machines reach: hdfs, s3a and others that Hadoop knows.
 *
 * @param folder the model folder
 * @param changed when its description was written, in milliseconds since 1970
 * @param configuration of Hadoop
 */
record StoredModel(String folder, long changed, SerializableConfiguration configuration) implements ModelPlace {

    /**
     * Finds the model folder.
     *
     * @param path it, or a run-N folder
     * @throws BiwaaException if there is none
     */
    static StoredModel find(String path, Configuration configuration) {
        try {
            for (String folder : List.of(path, path + "/model")) {
                var description = new org.apache.hadoop.fs.Path(folder, ModelFolder.DESCRIPTION);
                FileSystem system = description.getFileSystem(configuration);
                if (system.exists(description)) {
                    long changed = system.getFileStatus(description).getModificationTime();
                    return new StoredModel(folder, changed, new SerializableConfiguration(configuration));
                }
            }
        } catch (IOException e) {
            throw new BiwaaException("cannot read the model " + path + ": " + e.getMessage() + ".", e);
        }
        throw new BiwaaException(path + " holds no model: expected the run-N or model folder of a training, with "
                + ModelFolder.DESCRIPTION + " in it.");
    }

    @Override
    public String key() {
        return folder + "@" + changed;
    }

    /** Copies the model into the folder that Spark clears after the application. */
    @Override
    public Model load(Device device) {
        try {
            Path copy = Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()), "biwaa-model-")
                    .resolve("model");
            var origin = new org.apache.hadoop.fs.Path(folder);
            origin.getFileSystem(configuration.value())
                    .copyToLocalFile(false, origin, new org.apache.hadoop.fs.Path(copy.toUri()), true);
            return Model.load(copy, device);
        } catch (IOException e) {
            throw new BiwaaException(
                    "an executor cannot read the model " + folder + ": " + e.getMessage()
                            + ". All must reach it; or give a folder of the driver's machine, which is sent to them.",
                    e);
        }
    }
}
