package io.github.biwaa.benchmark;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.BenchmarkPlan;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.benchmark.recipe.BenchmarkData;
import io.github.biwaa.benchmark.recipe.BenchmarkDomain;
import io.github.biwaa.benchmark.recipe.BenchmarkLists;
import io.github.biwaa.benchmark.recipe.BenchmarkTask;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.ExclusiveLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes what the trainings of a sweep read: lists, class names, settings. Shards that begin at once do so one after the other. */
final class SweepPreparation {
    private final BenchmarkPlan plan;
    private final SweepFolder folder;
    private final BenchmarkLists lists;
    private final SweepListener listener;

    SweepPreparation(BenchmarkPlan plan, SweepFolder folder, SweepListener listener) {
        this.plan = plan;
        this.folder = folder;
        this.lists = new BenchmarkLists(plan.recipe(), folder.lists(), folder.begun());
        this.listener = listener;
    }

    /**
     * @param jobs of the plan that get their settings
     * @param published lists to follow, by the keys of their domains
     * @param threads compute threads of a training whose settings do not say
     * @throws BiwaaException if the data are not there, or earlier trainings of the folder had others
     */
    @SuppressWarnings("try") // the lock is held, not used
    void write(List<BenchmarkJob> jobs, BenchmarkData data, Map<String, Path> published, int threads) {
        try {
            Files.createDirectories(folder.path());
            try (ExclusiveLock lock =
                    ExclusiveLock.acquire(folder.path().resolve("sweep.lock"), "preparing the same sweep")) {
                writeAlone(jobs, data, published, threads);
            }
        } catch (IOException e) {
            throw new BiwaaException("cannot write to " + folder.path() + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private void writeAlone(List<BenchmarkJob> jobs, BenchmarkData data, Map<String, Path> published, int threads) {
        boolean skipBroken = Boolean.parseBoolean(plan.overrides().get("skip-broken"));
        Set<BenchmarkDomain> needed = new LinkedHashSet<>();
        for (BenchmarkTask task : plan.tasks()) {
            needed.add(task.source());
            needed.add(task.target());
        }
        lists.writeClasses();
        Map<BenchmarkDomain, BenchmarkLists.Written> written = new LinkedHashMap<>();
        for (BenchmarkDomain domain : needed) {
            BenchmarkLists.Written list =
                    lists.write(data, domain, Optional.ofNullable(published.get(domain.key())), skipBroken);
            written.put(domain, list);
            if (list.size() != domain.size()) {
                listener.noted(String.format(
                        Locale.ROOT,
                        "%s: %,d %s instead of the published %,d; biwaa data check says where they differ.",
                        domain.name(),
                        list.size(),
                        domain.kind(),
                        domain.size()));
            }
        }
        for (BenchmarkJob job : jobs) {
            Map<String, String> settings = domains(
                    requireNonNull(written.get(job.task().source())),
                    requireNonNull(written.get(job.task().target())));
            if (!job.settings().containsKey("threads")) {
                settings.put("threads", Integer.toString(threads));
            }
            folder.writeConfiguration(job, settings);
        }
        folder.write("recipe.yaml", plan.recipe().text());
    }

    private Map<String, String> domains(BenchmarkLists.Written source, BenchmarkLists.Written target) {
        Map<String, String> settings = new LinkedHashMap<>(source.settings("source"));
        settings.putAll(target.settings("target"));
        settings.put("classes", lists.classes().toAbsolutePath().normalize().toString());
        return settings;
    }
}
