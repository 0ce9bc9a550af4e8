package io.github.biwaa.prediction;

import io.github.biwaa.BiwaaException;
import java.util.Optional;
import java.util.ServiceLoader;

/** Tells whether work can be handed to Apache Spark in this process. */
public final class SparkClassPath {
    private static final String A_CLASS_OF_SPARK = "org.apache.spark.sql.SparkSession";

    private SparkClassPath() {}

    /**
     * Finds what hands it over.
     *
     * @param services of the jar biwaa-spark, which may be on the class path without Spark
     * @throws BiwaaException if that jar or Spark is not on the class path
     */
    public static <T> T require(ServiceLoader<T> services) {
        return Optional.of(services)
                .filter(any -> isSparkThere())
                .flatMap(ServiceLoader::findFirst)
                .orElseThrow(
                        () -> new BiwaaException(
                                "Apache Spark is not on the class path. Set SPARK_HOME to the folder"
                                        + " of Spark 4.0 for Scala 2.13 (the one with the folder jars in it); see docs/cluster.md."));
    }

    private static boolean isSparkThere() {
        try {
            Class.forName(A_CLASS_OF_SPARK, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
