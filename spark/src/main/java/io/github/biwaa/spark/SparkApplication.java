package io.github.biwaa.spark;

import io.github.biwaa.BiwaaException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** What the drivers of all commands have in common. */
final class SparkApplication {
    /** In one process with the driver; local-cluster[...] is not. */
    private static final Pattern LOCAL = Pattern.compile("local(\\[.*)?");
    /** What the launcher sets so that freed memory is kept: executors classify half as fast again with it. */
    private static final List<String> GLIBC =
            List.of("MALLOC_ARENA_MAX", "MALLOC_MMAP_MAX_", "MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES");

    /** What a task died of, among the lines of Spark's message. */
    private static final Pattern REASON = Pattern.compile("io\\.github\\.biwaa\\.\\w+Exception: (.*)");

    private SparkApplication() {}

    /** Executors get the jars of this process that are not Spark's own, unless spark-submit named others, and its settings of glibc. */
    static SparkConf configuration(String master, String name) {
        return configuration(master, name, System.getenv());
    }

    /** @param environment that of this process */
    static SparkConf configuration(String master, String name, Map<String, String> environment) {
        SparkConf configuration = new SparkConf()
                .setMaster(master)
                .setAppName(name)
                .setIfMissing("spark.log.level", "WARN")
                .setIfMissing("spark.executorEnv.OMP_WAIT_POLICY", "passive");
        GLIBC.stream()
                .filter(environment::containsKey)
                .forEach(variable ->
                        configuration.setIfMissing("spark.executorEnv." + variable, environment.get(variable)));
        return LOCAL.matcher(master).matches()
                ? configuration
                : configuration.setIfMissing(
                        "spark.jars",
                        ownClassPath().stream()
                                .filter(jar -> jar.endsWith(".jar"))
                                .collect(Collectors.joining(",")));
    }

    /** @return what of the class path of this process is not Spark's own */
    static List<String> ownClassPath() {
        Path spark = Path.of(SparkSession.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .getParent();
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !isSparks(Path.of(entry), spark))
                .toList();
    }

    /**
     * @param entry of the class path, as it was given
     * @param spark the folder that Java loaded Spark from, without symbolic links
     */
    private static boolean isSparks(Path entry, Path spark) {
        Path folder = entry.toAbsolutePath().getParent();
        if (folder == null) {
            return false;
        }
        String home = System.getenv("SPARK_HOME");
        return home != null && folder.equals(Path.of(home, "jars").toAbsolutePath())
                || real(folder).equals(spark);
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            // It is not there.
            return folder;
        }
    }

    /**
     * Starts an application on a cluster.
     *
     * @param start of its context
     * @throws BiwaaException if it cannot be started, or the classes of Spark are those of another version
     */
    static <T> T start(SparkConf configuration, Function<SparkConf, T> start) {
        try {
            return start.apply(configuration);
        } catch (LinkageError e) {
            throw new BiwaaException(
                    "Spark on the class path does not fit: " + e
                            + ". Expected Spark 4.0 for Scala 2.13, which SPARK_HOME names.",
                    e);
        } catch (Exception e) {
            // Scala throws checked exceptions that it does not declare.
            throw new BiwaaException("Spark could not start: " + reason(e), e);
        }
    }

    /** @return why Spark failed: what Biwaa said in a task, or the first line of Spark's own message */
    static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher ours = REASON.matcher(message);
        return ours.find() ? ours.group(1) : message.lines().findFirst().orElse("");
    }
}
