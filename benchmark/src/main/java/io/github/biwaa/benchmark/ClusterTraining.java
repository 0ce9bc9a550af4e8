package io.github.biwaa.benchmark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.prediction.SparkClassPath;
import java.util.ServiceLoader;

/** Trains the jobs of a sweep on a cluster. The jar biwaa-spark holds one, which {@link ServiceLoader} finds where Spark is on the class path as well. */
public interface ClusterTraining {

    /** A runner that holds a cluster, from its first job until it is closed. */
    interface Runner extends JobRunner, AutoCloseable {
        /** Gives the cluster back. */
        @Override
        void close();
    }

    /**
     * Makes a runner; nothing is asked of the cluster yet.
     *
     * @param master of the cluster, as Spark names it: spark://host:7077, yarn, local[2]
     * @param mainClass the class of the command, io.github.biwaa.cli.Biwaa; must be on the class path of this process
     */
    Runner runner(String master, String mainClass);

    /**
     * Finds one.
     *
     * @throws BiwaaException if there is none on the class path
     */
    static ClusterTraining find() {
        return SparkClassPath.require(ServiceLoader.load(ClusterTraining.class));
    }
}
