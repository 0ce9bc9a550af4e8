package io.github.biwaa.benchmark.job;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.benchmark.recipe.BenchmarkTask;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.chain.Chain;
import io.github.biwaa.settings.TrainingSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sweep is to train: every method on every task with every seed. Settings of the recipe hold, those of a task before them, and the user's
 * before both.
 *
 * @param recipe of the benchmark
 * @param methods by name
 * @param tasks of the recipe
 * @param seeds all different
 * @param overrides flags of {@code biwaa train} without their hyphens
 */
public record BenchmarkPlan(
        Recipe recipe,
        List<String> methods,
        List<BenchmarkTask> tasks,
        List<Long> seeds,
        Map<String, String> overrides) {

    /**
     * Copies what could change.
     *
     * @throws InvalidSettingException if there is no such method, or a list is empty or says something twice
     */
    public BenchmarkPlan {
        methods = checked("methods", methods);
        tasks = checked("tasks", tasks);
        seeds = checked("seeds", seeds);
        overrides = new LinkedHashMap<>(overrides);
        methods.forEach(Methods::named);
    }

    private static <T> List<T> checked(String key, List<T> values) {
        if (values.isEmpty() || new HashSet<>(values).size() != values.size()) {
            throw new InvalidSettingException(key + ": expected at least one, and each once");
        }
        return List.copyOf(values);
    }

    /** @return the settings of a task, without method and seed */
    public Map<String, String> settings(BenchmarkTask task) {
        Map<String, String> settings = recipe.settings(task);
        settings.putAll(overrides);
        return settings;
    }

    /** @return all trainings: seed by seed and task by task, so that early results compare methods */
    public List<BenchmarkJob> jobs() {
        List<BenchmarkJob> jobs = new ArrayList<>();
        for (long seed : seeds) {
            for (BenchmarkTask task : tasks) {
                for (String method : methods) {
                    Map<String, String> settings = settings(task);
                    settings.put("method", method);
                    settings.put("seed", Long.toString(seed));
                    jobs.add(new BenchmarkJob(method, task, seed, runs(settings), settings));
                }
            }
        }
        return jobs;
    }

    private static int runs(Map<String, String> settings) {
        Chain chain = TrainingSettings.chain(settings);
        String runs = settings.getOrDefault("runs", TrainingSettings.RUNS.defaultWords());
        try {
            return chain.runs(Integer.parseInt(runs));
        } catch (NumberFormatException e) {
            throw new InvalidSettingException("runs: " + runs + ", expected a whole number");
        }
    }

    /** @return the protocol of this sweep on one line, for the heading of its table */
    public String protocol() {
        List<String> parts = new ArrayList<>();
        say(parts, "backbone", "%s");
        say(parts, "freeze", "frozen: %s");
        say(parts, "iterations", "%s iterations");
        say(parts, "batch-size", "batches of %1$s+%1$s");
        say(parts, "lr", "learning rate %s");
        say(parts, "ramp", "ramp %s");
        say(parts, "views", "scored by %s");
        return String.join(", ", parts) + ", last iteration, no selection by target labels";
    }

    /** A setting that differs between tasks is said with both values. */
    private void say(List<String> parts, String key, String form) {
        List<String> values = tasks.stream()
                .map(task -> settings(task).getOrDefault(key, ""))
                .distinct()
                .toList();
        String value = String.join(" or ", values);
        if (!value.isEmpty() && !value.equals("none")) {
            parts.add(String.format(form, value));
        }
    }
}
