package io.github.biwaa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Arguments of a training that takes a second, and what it leaves. */
public final class TinyTraining {
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> switches = new ArrayList<>();
    private final Path home;

    /** @param home where caches and run folders go */
    public TinyTraining(Path home, Path source, Path target) {
        this.home = home;
        with("source", source).with("target", target).with("cache", home.resolve("cache"));
        with("backbone", "lenet").with("iterations", 5).with("batch-size", 4).with("runs", 2);
        with("threads", 1).with("log-every", 2);
    }

    public TinyTraining with(String option, Object value) {
        options.put("--" + option, value.toString());
        return this;
    }

    public TinyTraining without(String option) {
        options.remove("--" + option);
        return this;
    }

    public TinyTraining with(String option) {
        switches.add("--" + option);
        return this;
    }

    /** @return the arguments for a training into the folder of that name */
    public List<String> arguments(String out) {
        List<String> arguments =
                new ArrayList<>(List.of("train", "--out", home.resolve(out).toString()));
        options.forEach((option, value) -> arguments.addAll(List.of(option, value)));
        arguments.addAll(switches);
        return arguments;
    }

    public CommandRun into(String out) {
        return CommandRun.of(arguments(out));
    }

    /** @return all a training's results that must be the same when it is repeated: hashes of every run's scores and weights, by their path */
    public static Map<String, String> results(Path runFolder) {
        Map<String, String> results = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(runFolder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.equals("scores.npy") || name.equals("weights.safetensors")) {
                    results.put(runFolder.relativize(file).toString(), hash(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }

    private static String hash(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the lines of a run's metrics.csv without the columns that hold times */
    public static List<String> metrics(Path runFolder, int run) {
        try {
            return Files.readAllLines(runFolder.resolve("run-" + run + "/metrics.csv")).stream()
                    .map(line -> line.replaceFirst("^(\\w+),[^,]*,[^,]*,([^,]*),[^,]*", "$1,$2"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the entries of summary.json */
    public static JsonNode summary(Path runFolder) {
        try {
            return new JsonMapper()
                    .readTree(runFolder.resolve("summary.json").toFile())
                    .get("runs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
