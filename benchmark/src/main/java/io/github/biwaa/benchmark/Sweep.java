package io.github.biwaa.benchmark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.StoppedException;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.BenchmarkPlan;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.benchmark.recipe.BenchmarkData;
import io.github.biwaa.benchmark.recipe.BenchmarkDomain;
import io.github.biwaa.benchmark.recipe.BenchmarkTask;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.table.BenchmarkTable;
import io.github.biwaa.benchmark.table.TableWriter;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Lease;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All trainings of a benchmark and their table, as {@code biwaa benchmark} makes it; the command is written on this class.
 *
 * <pre>{@code
 * BenchmarkTable table = Sweep.of(Recipes.named("office-caltech10"))
 *         .root(Path.of("office-caltech10"))
 *         .methods("source-only", "biwaa")
 *         .tasks("A2C", "C2A")
 *         .seeds(42)
 *         .set("backbone", "squeezenet1_0")
 *         .out(Path.of("runs/sweep"))
 *         .run();
 * }</pre>
 *
 * <p>A sweep is run once, by one thread; {@link #stop} may be called by any.
 */
public final class Sweep {
    private final Recipe recipe;
    private @Nullable Path root;
    private List<String> methods;
    private List<String> tasks;
    private List<Long> seeds;
    private final Map<String, String> overrides = new LinkedHashMap<>();
    private final Map<String, Path> lists = new LinkedHashMap<>();
    private List<String> devices = List.of("auto");
    private int jobs;
    private Shard shard = Shard.WHOLE;
    private Validator validator = Validator.named("information-maximisation");
    private Path out;
    private boolean resume;
    private JobRunner runner = new LocalRunner();
    private SweepListener listener = SweepListener.SILENT;
    private @Nullable JobPool pool;
    private boolean stopped;

    private Sweep(Recipe recipe) {
        this.recipe = recipe;
        this.methods = recipe.methods();
        this.tasks = recipe.tasks().stream().map(BenchmarkTask::id).toList();
        this.seeds = recipe.seeds();
        this.out = Path.of("runs", "benchmark-" + recipe.name());
    }

    /** All methods, tasks and seeds of a recipe, unless others are chosen. */
    public static Sweep of(Recipe recipe) {
        return new Sweep(recipe);
    }

    /** The folder with the domains; needed by {@link #run}. */
    public Sweep root(@Nullable Path folder) {
        root = folder;
        return this;
    }

    /** Methods by name, such as dann; default the recipe's. */
    public Sweep methods(String... names) {
        methods = List.of(names);
        return this;
    }

    /** Tasks by id, such as A2W, in any case; default all. */
    public Sweep tasks(String... ids) {
        tasks = List.of(ids);
        return this;
    }

    /** Seeds of everything random; default the recipe's. */
    public Sweep seeds(long... values) {
        seeds = Arrays.stream(values).boxed().toList();
        return this;
    }

    /** A setting of every training, in place of the recipe's. */
    public Sweep set(String key, String value) {
        overrides.put(key, value);
        return this;
    }

    /** A published list of a domain, followed in its own order; default all pictures by class and name. */
    public Sweep list(String domain, Path list) {
        lists.put(recipe.domain(domain).key(), list);
        return this;
    }

    /** What trainings take turns on, such as cuda:0 and cuda:1; default auto. */
    public Sweep devices(String... names) {
        devices = List.of(names);
        return this;
    }

    /** Trainings side by side, at least 1; default what the runner says, which is one per device. A {@link LocalRunner} runs one at a time. */
    public Sweep jobs(int count) {
        if (count < 1) {
            throw new InvalidSettingException("jobs: " + count + ", expected at least 1");
        }
        jobs = count;
        return this;
    }

    /** The part of the trainings that this sweep does; default all. Shards share {@link #out}; {@link #collect} makes their table. */
    public Sweep shard(Shard part) {
        shard = part;
        return this;
    }

    /** Chooses checkpoints without labels for a column of the table; default information-maximisation. */
    public Sweep validator(Validator chooser) {
        validator = chooser;
        return this;
    }

    /** The folder of the sweep; default runs/benchmark-NAME. */
    public Sweep out(Path folder) {
        out = folder;
        return this;
    }

    /** Whether to go on with the sweep that the folder holds; default no, such a folder is refused. */
    public Sweep resume(boolean choice) {
        resume = choice;
        return this;
    }

    /** Where trainings run; default in this JVM. */
    public Sweep runner(JobRunner choice) {
        runner = choice;
        return this;
    }

    /** Is told how the sweep goes. */
    public Sweep listener(SweepListener choice) {
        listener = choice;
        return this;
    }

    /** @return the folder of the sweep */
    public SweepFolder folder() {
        return new SweepFolder(out);
    }

    /**
     * @return what is to be trained, by all shards together
     * @throws InvalidSettingException if a method or task does not exist
     */
    public BenchmarkPlan plan() {
        return new BenchmarkPlan(
                recipe, methods, tasks.stream().map(recipe::task).toList(), seeds, overrides);
    }

    /** @return the trainings of this shard */
    public List<BenchmarkJob> jobs() {
        return shard.of(plan().jobs());
    }

    /**
     * Checks all settings before anything is read or written.
     *
     * @throws InvalidSettingException if a training would refuse one
     * @throws BiwaaException if a weights file is missing
     */
    public void check() {
        devices.forEach(device -> new DeviceChoice(device).resolve());
        plan().jobs().forEach(Sweep::check);
    }

    private static void check(BenchmarkJob job) {
        Map<String, String> settings = new LinkedHashMap<>(job.settings());
        settings.put("source", placeOf(job.task().source()));
        settings.put("target", placeOf(job.task().target()));
        int size = job.task().target().size();
        TrainingConfiguration.of(
                        settings,
                        job.task().target().kind() == SampleKind.EMBEDDINGS
                                ? DataFacts.embeddings(size, 1)
                                : DataFacts.pictures(size))
                .find(TrainingSettings.WEIGHTS)
                .flatMap(WeightsChoice::file)
                .filter(file -> !Files.exists(file))
                .ifPresent(file -> {
                    throw new BiwaaException("there is no file " + file + ", which the setting weights names.");
                });
    }

    private static String placeOf(BenchmarkDomain domain) {
        return domain.embeddings().map(BenchmarkDomain.EmbeddingFiles::features).orElse(domain.name());
    }

    /**
     * Trains what is not finished yet. Trainings that fail are in the table with their reasons. Of a whole sweep the table is written into its folder too;
     * a shard leaves that to {@link #collect}.
     *
     * @return the results of this shard's plan so far
     * @throws StoppedException if {@link #stop} was called, or a training was stopped by a signal
     * @throws BiwaaException if settings, data or the folder are not fit for it; nothing is trained then
     */
    public BenchmarkTable run() {
        check();
        List<BenchmarkJob> all = jobs();
        SweepFolder folder = folder();
        boolean used = shard.equals(Shard.WHOLE)
                ? folder.used()
                : all.stream().anyMatch(job -> Files.exists(folder.configuration(job)));
        if (used && !resume) {
            throw new BiwaaException(folder.path() + " already holds a sweep. Resume it, or choose another folder.");
        }
        if (root == null) {
            throw new InvalidSettingException("root: missing, expected the folder with your copy of " + recipe.title()
                    + "; docs/datasets.md says where to get it");
        }
        BenchmarkData data = new BenchmarkData(recipe, root);
        try (Lease lease = lease()) {
            return run(all, folder, data, lease);
        }
    }

    /** Keeps others from doing the same part, on whatever machine; other parts may be done at the same time. */
    private Lease lease() {
        String name = ".sweep-" + shard.index() + "-of-" + shard.count();
        try {
            Files.createDirectories(out);
            return Lease.acquire(out.resolve(name + ".lock"), out.resolve(name + ".lease"), "the sweep in " + out);
        } catch (IOException e) {
            throw new BiwaaException("cannot write to " + out + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private BenchmarkTable run(List<BenchmarkJob> all, SweepFolder folder, BenchmarkData data, Lease lease) {
        folder.checkNotRunning(all);
        int sideBySide = jobs == 0 ? runner.sideBySide(devices.size()) : jobs;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / sideBySide);
        new SweepPreparation(plan(), folder, listener).write(all, data, lists, threads);
        List<BenchmarkJob> open =
                all.stream().filter(job -> !folder.outcome(job).finished()).toList();
        listener.sweepStarted(all, open);
        if (!pool(folder, lease).run(open, sideBySide)) {
            throw StoppedException.during(new Progress.Task("running the sweep in " + folder.path()));
        }
        return shard.equals(Shard.WHOLE) ? collect() : table();
    }

    private synchronized JobPool pool(SweepFolder folder, Lease lease) {
        pool = new JobPool(folder, lease, runner, devices, listener);
        if (stopped) {
            pool.stop();
        }
        return pool;
    }

    /** Ends {@link #run} soon: trainings stop after the step they are in, and can be resumed. */
    public synchronized void stop() {
        stopped = true;
        if (pool != null) {
            pool.stop();
        }
    }

    /**
     * Makes the table of what this sweep, or all its shards, left so far, and writes it as table.txt, .md, .csv and .json. Nothing is trained.
     *
     * @throws BiwaaException if the folder holds no sweep
     */
    public BenchmarkTable collect() {
        if (!folder().used()) {
            throw new BiwaaException(out + " holds no sweep to collect.");
        }
        BenchmarkTable table = table();
        new TableWriter(table).write(folder());
        return table;
    }

    private BenchmarkTable table() {
        BenchmarkPlan plan = plan();
        return new BenchmarkTable(
                plan, plan.jobs().stream().map(folder()::outcome).toList(), validator, folder()::predicted);
    }
}
