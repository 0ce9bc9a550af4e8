package io.github.biwaa.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkFiles;

/**
 * A process beside the executor in which one training runs: libtorch has one number of threads and one random generator per process, and what breaks it does
 * not break the executor. It ends with its executor.
 */
public final class TrainingProcess {
    private static final int KILLED = 137;
    private static final String NATIVES = "org.bytedeco.javacpp.cachedir";

    /** As the launcher sets them, which says why. */
    private static final Map<String, String> ALWAYS =
            Map.of("OMP_WAIT_POLICY", "passive", "CUBLAS_WORKSPACE_CONFIG", ":4096:8", "LC_ALL", "C.UTF-8");

    private static final Map<String, String> ON_PROCESSORS = Map.of(
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_MAX_", "0",
            "MALLOC_TRIM_THRESHOLD_", "8589934592",
            "GLIBC_TUNABLES", "glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0");

    private TrainingProcess() {}

    /**
     * The program of the process: ends as soon as whoever started it does, which closes its standard input.
     *
     * @param arguments the class of a command, and what it is called with
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread watch = new Thread(TrainingProcess::endWithTheExecutor, "biwaa-executor-watch");
        watch.setDaemon(true);
        watch.start();
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void endWithTheExecutor() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes.
            }
        } catch (IOException e) {
            // The other side is gone.
        }
        Runtime.getRuntime().halt(KILLED);
    }

    /**
     * Starts it, in a task.
     *
     * @param command the class of the command, and its arguments
     * @param onProcessor whether it computes on the processor
     * @param folder in which relative paths of settings lie; left out where there is none
     */
    static Process start(List<String> command, boolean onProcessor, Path folder, JobFiles files) throws IOException {
        List<String> java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dsun.misc.unsafe.memory.access=allow",
                "-Djava.awt.headless=true",
                "-Dbiwaa.terminal=false",
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-XX:+UseSerialGC"));
        String natives = System.getProperty(NATIVES);
        if (natives != null) {
            java.add("-D" + NATIVES + "=" + natives);
        }
        java.addAll(List.of("-cp", classPath(), TrainingProcess.class.getName()));
        java.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(java)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(files.progress())))
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(files.log())));
        if (folder.toFile().isDirectory()) {
            builder.directory(folder.toFile());
        }
        Map<String, String> environment = builder.environment();
        ALWAYS.forEach(environment::putIfAbsent);
        if (onProcessor) {
            ON_PROCESSORS.forEach(environment::putIfAbsent);
        }
        environment.remove("OMP_DYNAMIC");
        // No progress bars in the log.
        environment.put("TERM", "dumb");
        return builder.start();
    }

    /** Biwaa's own libraries, sent or there already, before Spark's, which the command does not need. */
    private static String classPath() {
        List<String> entries = new ArrayList<>();
        entries.add(Path.of(SparkFiles.getRootDirectory())
                .toAbsolutePath()
                .resolve("*")
                .toString());
        entries.addAll(SparkApplication.ownClassPath());
        entries.add(System.getProperty("java.class.path"));
        return String.join(File.pathSeparator, entries);
    }
}
