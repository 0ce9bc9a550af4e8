package io.github.biwaa.prediction;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.Views;
import io.github.biwaa.samples.Pictures;
import java.util.ServiceLoader;

/** Classifies pictures on a cluster. The jar biwaa-spark holds one, which {@link ServiceLoader} finds where Spark is on the class path as well. */
public interface ClusterPrediction {

    /**
     * What is asked for.
     *
     * @param master of the cluster, as Spark names it: spark://host:7077, yarn, local[2]
     * @param model a model folder
     * @param pictures whose files all machines reach by the same paths
     * @param out the folder for the rows, or a URI of a file system of Hadoop
     * @param format parquet, csv or jsonl
     * @param overwrite whether what is there may be replaced
     * @param candidates how many classes a row names, at least 1
     * @param views what of each picture is looked at
     * @param calibrated whether probabilities are calibrated where the model can
     * @param batchSize pictures that the network sees at once, at least 1
     */
    record Request(
            String master,
            String model,
            Pictures pictures,
            String out,
            String format,
            boolean overwrite,
            int candidates,
            Views views,
            boolean calibrated,
            int batchSize) {}

    /**
     * Does it.
     *
     * @return how many rows there are, without a tally
     * @throws BiwaaException if the cluster cannot
     */
    PredictionOutcome predict(Request request);

    /**
     * Finds one.
     *
     * @throws BiwaaException if there is none on the class path
     */
    static ClusterPrediction find() {
        return SparkClassPath.require(ServiceLoader.load(ClusterPrediction.class));
    }
}
