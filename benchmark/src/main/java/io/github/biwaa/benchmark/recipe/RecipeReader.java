package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.benchmark.digit.DigitArchive;
import io.github.biwaa.file.SettingsYaml;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a recipe and checks that it hangs together. */
final class RecipeReader {
    private static final String LIKE = "like";
    private static final String SETTINGS = "settings";
    private static final String TASKS = "tasks";
    private static final String TASK_SETTINGS = "task-settings";
    private static final Set<String> KEYS = Set.of(
            LIKE,
            "title",
            "methods",
            "seeds",
            SETTINGS,
            TASK_SETTINGS,
            TASKS,
            "classes",
            "other-names",
            "domains",
            "published");

    private static final Pattern FILE_NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ._-]*");

    private final String name;

    private RecipeReader(String name) {
        this.name = name;
    }

    /**
     * @param name of the recipe
     * @param text YAML
     * @throws InvalidSettingException if it is no recipe; the message names the key
     */
    static Recipe read(String name, String text) {
        RecipeReader reader = new RecipeReader(name);
        return reader.recipe(reader.root(text), text);
    }

    /** A recipe may begin with another one of this library's: what it says replaces what that says, setting by setting, and null takes it away. */
    private Map<String, Object> root(String text) {
        Object parsed;
        try {
            parsed = SettingsYaml.parse(text, name);
        } catch (YamlEngineException e) {
            throw new InvalidSettingException("recipe " + name + ": not valid YAML: " + e.getMessage());
        }
        Map<String, Object> root = map("the file", parsed);
        if (!root.containsKey(LIKE)) {
            return root;
        }
        String other = text(LIKE, root.remove(LIKE));
        if (!Recipes.names().contains(other)) {
            throw wrong(LIKE, other + ", expected one of " + String.join(", ", Recipes.names()));
        }
        Map<String, Object> all = new RecipeReader(other).root(Recipes.resource(other + ".yaml"));
        if (root.containsKey(SETTINGS)) {
            Map<String, Object> settings = map(SETTINGS, all.get(SETTINGS));
            replace(settings, map(SETTINGS, root.get(SETTINGS)));
            root.put(SETTINGS, settings);
        }
        if (root.containsKey(TASKS) && all.containsKey(TASK_SETTINGS)) {
            Map<String, Object> kept = map(TASK_SETTINGS, all.get(TASK_SETTINGS));
            kept.keySet().retainAll(texts(TASKS, root.get(TASKS)));
            all.put(TASK_SETTINGS, kept);
        }
        replace(all, root);
        return all;
    }

    private static void replace(Map<String, Object> values, Map<String, Object> others) {
        values.putAll(others);
        values.values().removeIf(Objects::isNull);
    }

    private Recipe recipe(Map<String, Object> root, String text) {
        root.keySet().stream().filter(key -> !KEYS.contains(key)).findFirst().ifPresent(key -> {
            throw wrong(key, "unknown, expected one of " + String.join(", ", new TreeSet<>(KEYS)));
        });
        List<String> classes = texts("classes", root.get("classes"));
        if (classes.size() < 2 || new HashSet<>(classes).size() != classes.size()) {
            throw wrong("classes", "expected at least two, all different");
        }
        Map<String, List<String>> otherNames = new LinkedHashMap<>();
        optionalMap("other-names", root).forEach((key, value) -> {
            if (!classes.contains(key)) {
                throw wrong("other-names", key + " is no class");
            }
            otherNames.put(key, texts("other-names " + key, value));
        });
        List<BenchmarkDomain> domains = new ArrayList<>();
        map("domains", root.get("domains"))
                .forEach((key, value) -> domains.add(domain(key, map("domain " + key, value), classes.size())));
        requireDifferentNames(domains);
        if (domains.stream().map(BenchmarkDomain::kind).distinct().count() > 1) {
            throw wrong("domains", "some have features and some folders, expected the same of all");
        }
        List<BenchmarkTask> tasks = texts(TASKS, root.get(TASKS)).stream()
                .map(id -> task(id, domains))
                .toList();
        Map<String, Map<String, String>> taskSettings = new LinkedHashMap<>();
        optionalMap(TASK_SETTINGS, root).forEach((key, value) -> {
            if (tasks.stream().noneMatch(task -> task.id().equals(key))) {
                throw wrong(TASK_SETTINGS, key + " is no task");
            }
            taskSettings.put(key, settings(TASK_SETTINGS + " " + key, value));
        });
        return new Recipe(
                name,
                text("title", root.get("title")),
                classes,
                otherNames,
                domains,
                tasks,
                settings(SETTINGS, root.get(SETTINGS)),
                taskSettings,
                texts("methods", root.get("methods")),
                texts("seeds", root.get("seeds")).stream().map(this::seed).toList(),
                published(root.getOrDefault("published", List.of())),
                text);
    }

    private BenchmarkDomain domain(String key, Map<String, Object> map, int classes) {
        List<Integer> counts = texts("counts of " + key, map.get("counts")).stream()
                .map(count -> (int) number("counts of " + key, count))
                .toList();
        if (counts.size() != classes) {
            throw wrong("counts of " + key, counts.size() + " numbers for " + classes + " classes");
        }
        Optional<BenchmarkDomain.EmbeddingFiles> embeddings = Optional.ofNullable(map.get("features"))
                .map(features -> new BenchmarkDomain.EmbeddingFiles(
                        text("features of " + key, features), text("labels of " + key, map.get("labels"))));
        return new BenchmarkDomain(
                key,
                text("name of " + key, map.get("name")),
                embeddings.isPresent() ? List.of() : texts("folders of " + key, map.get("folders")),
                map.containsKey("lists") ? texts("lists of " + key, map.get("lists")) : List.of(),
                Optional.ofNullable(map.get("archive")).map(id -> DigitArchive.named(id.toString())),
                embeddings,
                counts);
    }

    /** They become names of files, on systems too that take upper for lower case. */
    private void requireDifferentNames(List<BenchmarkDomain> domains) {
        Set<String> keys = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (BenchmarkDomain domain : domains) {
            for (String text : List.of(domain.key(), domain.name())) {
                if (!FILE_NAME.matcher(text).matches()) {
                    throw wrong(
                            "domains",
                            "'" + text + "', expected letters, digits, spaces and ._-, beginning with none of ._-"
                                    + " (it becomes part of file names)");
                }
            }
            if (!keys.add(domain.key().toLowerCase(Locale.ROOT))
                    || !names.add(domain.name().toLowerCase(Locale.ROOT))) {
                throw wrong(
                        "domains",
                        "two are called " + domain.name() + " or " + domain.key() + ", expected different names");
            }
        }
    }

    private BenchmarkTask task(String id, List<BenchmarkDomain> domains) {
        for (BenchmarkDomain source : domains) {
            for (BenchmarkDomain target : domains) {
                if (id.equals(source.key() + "2" + target.key()) && source != target) {
                    return new BenchmarkTask(id, source, target);
                }
            }
        }
        throw wrong(TASKS, id + " is not made of two domains, such as A2W");
    }

    private Map<String, String> settings(String key, @Nullable Object value) {
        Map<String, String> settings = new LinkedHashMap<>();
        map(key, value).forEach((flag, setting) -> settings.put(flag, text(key + " " + flag, setting)));
        return settings;
    }

    private List<PublishedRows> published(Object value) {
        List<PublishedRows> all = new ArrayList<>();
        for (Object entry : list("published", value)) {
            Map<String, Object> group = map("published", entry);
            List<PublishedRows.Row> rows = new ArrayList<>();
            for (Object rowEntry : list("published rows", group.get("rows"))) {
                Map<String, Object> row = map("published rows", rowEntry);
                rows.add(new PublishedRows.Row(
                        text("published method", row.get("method")),
                        number("published average", text("published average", row.get("average"))),
                        row.getOrDefault("note", "").toString()));
            }
            all.add(new PublishedRows(text("published protocol", group.get("protocol")), rows));
        }
        return all;
    }

    private Map<String, Object> optionalMap(String key, Map<String, Object> root) {
        return root.containsKey(key) ? map(key, root.get(key)) : Map.of();
    }

    private Map<String, Object> map(String key, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> entries)) {
            throw wrong(key, "expected lines of the form \"key: value\"");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        entries.forEach((name, entry) -> map.put(String.valueOf(name), entry));
        return map;
    }

    private List<?> list(String key, @Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            throw wrong(key, "expected a list");
        }
        return list;
    }

    private List<String> texts(String key, @Nullable Object value) {
        List<String> texts = new ArrayList<>();
        for (Object entry : list(key, value)) {
            texts.add(text(key, entry));
        }
        return texts;
    }

    private String text(String key, @Nullable Object value) {
        if (value == null || value instanceof Map || value instanceof Iterable) {
            throw wrong(key, "expected a single value");
        }
        // 0.0003 as it was written, not 3.0E-4.
        return value instanceof Double number
                ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
                : value.toString();
    }

    private long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw wrong("seeds", text + ", expected whole numbers");
        }
    }

    private double number(String key, String text) {
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value < 1e9) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same message.
        }
        throw wrong(key, text + ", expected a number from 0 to 1000000000");
    }

    private InvalidSettingException wrong(String key, String why) {
        return new InvalidSettingException("recipe " + name + ": " + key + ": " + why);
    }
}
