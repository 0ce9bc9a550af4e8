package io.github.biwaa.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;

/** A master and workers of Spark in processes of their own, from the jars on the class path of the tests. */
final class SparkCluster implements AutoCloseable {
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://[^ ]+:\\d+)");
    /** What Spark does not bring: these jars, and folders, travel to executors. */
    private static final Pattern OURS = Pattern.compile(
            ".*/(pytorch|openblas|javacpp|snakeyaml-engine|fastcsv|imageio-|common-|jspecify|biwaa-)[^/]*");

    private static final long PATIENCE_SECONDS = 240;
    /** A short life is not worth the optimizing compiler. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final String url;

    /** @param folder a new one for all that the cluster writes */
    SparkCluster(Path folder, int workers) throws IOException, InterruptedException {
        this.folder = folder;
        Path jars = Files.createDirectories(folder.resolve("home/jars"));
        for (Path entry : classPath()) {
            if (!isOurs(entry)) {
                Files.createSymbolicLink(jars.resolve(entry.getFileName()), entry);
            }
        }
        Path conf = Files.createDirectories(folder.resolve("home/conf"));
        Files.writeString(conf.resolve("log4j2.properties"), """
                rootLogger.level = info
                rootLogger.appenderRef.standardError.ref = standardError
                appender.standardError.type = Console
                appender.standardError.name = standardError
                appender.standardError.target = SYSTEM_ERR
                appender.standardError.layout.type = PatternLayout
                appender.standardError.layout.pattern = %d %p %c{1}: %m%n%ex
                """);
        try {
            start("master", "org.apache.spark.deploy.master.Master");
            url = await("master", MASTER);
            for (int i = 0; i < workers; i++) {
                String name = "worker-" + i;
                start(
                        name,
                        "org.apache.spark.deploy.worker.Worker",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--work-dir",
                        folder.resolve(name).toString(),
                        url);
                await(name, Pattern.compile("(Successfully registered with master)"));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static List<Path> classPath() {
        // Surefire's own variable: the class path of the process is one jar that names the others.
        String entries = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(entries.split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    private static boolean isOurs(Path entry) {
        return Files.isDirectory(entry) || OURS.matcher(entry.toString()).matches();
    }

    private void start(String name, String type, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", SHORT_LIVED));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(
                List.of("-cp", folder.resolve("home/conf") + File.pathSeparator + folder.resolve("home/jars/*"), type));
        command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        folder.resolve("home").toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "SPARK_LOCAL_DIRS",
                        folder.resolve("scratch").toString()));
        processes.add(builder.start());
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private String await(String name, Pattern line) throws IOException, InterruptedException {
        Process process = processes.get(processes.size() - 1);
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (process.isAlive() && System.nanoTime() < end) {
            Matcher found = line.matcher(Files.readString(log(name)));
            if (found.find()) {
                return found.group(1);
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(name + " did not start:\n" + Files.readString(log(name)));
    }

    /** An application that waits for all executors before its first task. */
    SparkSession.Builder application(int executors) throws IOException {
        return SparkSession.builder().config(configuration(executors));
    }

    /** What {@link #application} is configured by. */
    SparkConf configuration(int executors) throws IOException {
        return new SparkConf()
                .setMaster(url)
                .setAppName("test")
                .set("spark.jars", String.join(",", jarsOfOurs()))
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                .set("spark.local.dir", folder.resolve("driver").toString())
                .set("spark.executor.memory", "512m")
                .set("spark.executor.cores", "1")
                .set("spark.cores.max", Integer.toString(executors))
                .set("spark.scheduler.minRegisteredResourcesRatio", "1")
                .set("spark.scheduler.maxRegisteredResourcesWaitingTime", PATIENCE_SECONDS + "s")
                .set("spark.executorEnv.OMP_WAIT_POLICY", "passive")
                .set("spark.executor.extraJavaOptions", SHORT_LIVED + " -Dorg.bytedeco.javacpp.cachedir=" + natives());
    }

    private List<String> jarsOfOurs() throws IOException {
        List<String> jars = new ArrayList<>();
        for (Path entry : classPath()) {
            if (isOurs(entry)) {
                jars.add((Files.isDirectory(entry) ? jar(entry, "classes-" + jars.size()) : entry).toString());
            }
        }
        return jars;
    }

    private Path jar(Path classes, String name) throws IOException {
        Path jar = folder.resolve(name + ".jar");
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(Files::isRegularFile).collect(Collectors.toList());
        }
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Path one : files) {
                zip.putNextEntry(new ZipEntry(classes.relativize(one).toString().replace('\\', '/')));
                Files.copy(one, zip);
            }
        }
        return jar;
    }

    /** @return the folder that executors unpack natives to */
    Path natives() {
        return folder.resolve("natives");
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
