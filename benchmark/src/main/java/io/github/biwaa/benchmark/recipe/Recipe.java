package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.InvalidSettingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A benchmark: its classes, domains and tasks, and every number of the protocol (docs/method.md).
 *
 * @param name on the command line
 * @param title for people
 * @param classes class names in the order of their numbers
 * @param otherNames what folders of a class may be called besides
 * @param domains in the order of the recipe
 * @param tasks in the order of the recipe
 * @param settings flags of {@code biwaa train} without their hyphens
 * @param taskSettings where a task departs from them
 * @param methods that run unless others are asked for
 * @param seeds that run unless others are asked for
 * @param published what others report
 * @param text the recipe file itself
 */
public record Recipe(
        String name,
        String title,
        List<String> classes,
        Map<String, List<String>> otherNames,
        List<BenchmarkDomain> domains,
        List<BenchmarkTask> tasks,
        Map<String, String> settings,
        Map<String, Map<String, String>> taskSettings,
        List<String> methods,
        List<Long> seeds,
        List<PublishedRows> published,
        String text) {

    /** Copies what could change. */
    public Recipe {
        classes = List.copyOf(classes);
        otherNames = Map.copyOf(otherNames);
        domains = List.copyOf(domains);
        tasks = List.copyOf(tasks);
        // The order of settings is the order in which people read them.
        settings = new LinkedHashMap<>(settings);
        taskSettings = Map.copyOf(taskSettings);
        methods = List.copyOf(methods);
        seeds = List.copyOf(seeds);
        published = List.copyOf(published);
    }

    /** @return a copy of the settings */
    @Override
    public Map<String, String> settings() {
        return new LinkedHashMap<>(settings);
    }

    /** @return the settings of one task */
    public Map<String, String> settings(BenchmarkTask task) {
        Map<String, String> all = settings();
        all.putAll(taskSettings.getOrDefault(task.id(), Map.of()));
        return all;
    }

    /**
     * @param id in any case, such as a2w
     * @throws InvalidSettingException if there is no such task
     */
    public BenchmarkTask task(String id) {
        return tasks.stream()
                .filter(task -> task.id().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("tasks: " + id + ", expected some of "
                        + tasks.stream().map(BenchmarkTask::id).collect(Collectors.joining(", "))));
    }

    /**
     * @param keyOrName such as A or amazon, in any case
     * @throws InvalidSettingException if there is no such domain
     */
    public BenchmarkDomain domain(String keyOrName) {
        String wanted = keyOrName.toLowerCase(Locale.ROOT);
        return domains.stream()
                .filter(domain -> domain.key().toLowerCase(Locale.ROOT).equals(wanted)
                        || domain.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("domain: " + keyOrName + ", expected one of "
                        + domains.stream().map(BenchmarkDomain::name).collect(Collectors.joining(", "))));
    }
}
