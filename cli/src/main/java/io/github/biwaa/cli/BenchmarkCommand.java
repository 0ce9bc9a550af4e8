package io.github.biwaa.cli;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.benchmark.BenchmarkData;
import io.github.biwaa.benchmark.BenchmarkDomain;
import io.github.biwaa.benchmark.BenchmarkJob;
import io.github.biwaa.benchmark.BenchmarkLists;
import io.github.biwaa.benchmark.BenchmarkPlan;
import io.github.biwaa.benchmark.BenchmarkTable;
import io.github.biwaa.benchmark.BenchmarkTask;
import io.github.biwaa.benchmark.JobOutcome;
import io.github.biwaa.benchmark.Recipe;
import io.github.biwaa.benchmark.Recipes;
import io.github.biwaa.benchmark.SweepFolder;
import io.github.biwaa.benchmark.TableWriter;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.torch.DeviceChoice;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code biwaa benchmark}: all tasks of a benchmark under one protocol, and the table. */
@Command(
        name = "benchmark",
        description = "Trains every method on every task of a benchmark with every seed, and prints the table.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "biwaa benchmark NAME --root DIR [OPTIONS]",
        modelTransformer = TrainFlags.class,
        footer = {
            "",
            "Every number of a recipe is a flag of biwaa train; what is given here or in --config comes before it.",
            "Example:  biwaa benchmark office31 --root office31 --weights resnet50.safetensors --tasks A2W,D2A --methods biwaa,dann"
        })
final class BenchmarkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description =
                    "office31, office-home, domainnet, visda2017, office-caltech10, digits, or a recipe file (.yaml).")
    private String name;

    @Option(names = "--root", paramLabel = "DIR", description = "Your copy of the data; biwaa data check looks at it.")
    private Path root;

    @Option(names = "--tasks", split = ",", paramLabel = "TASK", description = "Such as A2W,D2A (default: all).")
    private List<String> tasks;

    @Option(names = "--seeds", split = ",", paramLabel = "SEED", description = "Such as 42,43 (default: the recipe's).")
    private List<Long> seeds;

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "METHOD",
            description =
                    "Such as biwaa,dann (default: the recipe's). Those without ILDA run once, unless --between-runs align is given.")
    private List<String> methods;

    @Option(
            names = "--list",
            paramLabel = "DOMAIN=FILE",
            description = "A published list of a domain, used in its own order, such as amazon=amazon.txt; repeatable.")
    private Map<String, Path> lists = new LinkedHashMap<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder of the sweep (default: runs/benchmark-NAME).")
    private Path out;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with flags of biwaa train as keys.")
    private Path config;

    @Option(names = "--dry-run", description = "List what would run, and run nothing.")
    private boolean dryRun;

    @Option(names = "--resume", description = "Go on with the sweep that --out holds: finished trainings stay.")
    private boolean resume;

    @Option(
            names = "--jobs",
            description = "Trainings side by side, one process each (default: one per device that --devices names).")
    private Integer jobs;

    @Option(
            names = "--devices",
            split = ",",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description =
                    "What trainings take turns on: cpu, cuda:0, cuda:1, ..., or auto (default: ${DEFAULT-VALUE}).")
    private List<String> devices;

    @Option(
            names = "--validator",
            defaultValue = "information-maximisation",
            description =
                    "Chooses a checkpoint without labels, for a column of its own: entropy, information-maximisation, bnm, snd or source-accuracy (default: ${DEFAULT-VALUE}).")
    private String validator;

    @Option(names = "--print-recipe", description = "Print the recipe, a file that can be changed and given as NAME.")
    private boolean printRecipe;

    @Override
    public Integer call() {
        Recipe recipe = Recipes.named(name);
        if (printRecipe) {
            spec.commandLine().getOut().print(recipe.text());
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        if (jobs == null) {
            jobs = devices.size();
        }
        if (jobs < 1) {
            throw new InvalidSettingException("jobs: " + jobs + ", expected at least 1");
        }
        devices.forEach(device -> new DeviceChoice(device).resolve());
        Validator chooser = Validator.named(validator);
        BenchmarkPlan plan = plan(recipe);
        SweepFolder folder = new SweepFolder(out == null ? Path.of("runs", "benchmark-" + recipe.name()) : out);
        if (dryRun) {
            list(plan, folder);
        }
        // Everything that train would refuse is refused before anything is written.
        plan.jobs().forEach(this::check);
        if (dryRun) {
            return CommandLine.ExitCode.OK;
        }
        if (folder.used() && !resume) {
            throw new BiwaaException(
                    folder.path() + " already holds a sweep. Use --resume to go on with it, or another --out.");
        }
        prepare(plan, folder);
        return run(plan, folder, chooser);
    }

    private BenchmarkPlan plan(Recipe recipe) {
        Map<String, String> overrides = new LinkedHashMap<>();
        if (config != null) {
            overrides.putAll(TrainFlags.read(config));
        }
        overrides.putAll(TrainFlags.given(spec.commandLine()));
        return new BenchmarkPlan(
                recipe,
                methods == null ? recipe.methods() : methods,
                tasks == null
                        ? recipe.tasks()
                        : tasks.stream().map(recipe::task).toList(),
                seeds == null ? recipe.seeds() : seeds,
                overrides);
    }

    private void list(BenchmarkPlan plan, SweepFolder folder) {
        PrintWriter output = spec.commandLine().getOut();
        for (BenchmarkJob job : plan.jobs()) {
            output.printf(
                    "%s  %s to %s  %d run(s) of %s iterations, lr %s  %s  %s%n",
                    job.id(),
                    job.task().source().name(),
                    job.task().target().name(),
                    job.runs(),
                    job.settings().getOrDefault("iterations", "as many as suit the target"),
                    job.settings().getOrDefault("lr", "by default"),
                    folder.runFolder(job).path(),
                    folder.outcome(job).state().word());
        }
        output.flush();
    }

    private void prepare(BenchmarkPlan plan, SweepFolder folder) {
        if (root == null) {
            throw new InvalidSettingException("missing --root, the folder with your copy of "
                    + plan.recipe().title() + "; docs/datasets.md says where to get it");
        }
        PrintWriter messages = spec.commandLine().getErr();
        BenchmarkData data = new BenchmarkData(plan.recipe(), root);
        plan.jobs().forEach(folder::checkNotRunning);
        BenchmarkLists writer = new BenchmarkLists(plan.recipe(), folder.lists(), folder.begun());
        Map<String, Path> published = publishedLists(plan.recipe());
        boolean skipBroken = Boolean.parseBoolean(plan.overrides().get("skip-broken"));
        Set<BenchmarkDomain> needed = new LinkedHashSet<>();
        for (BenchmarkTask task : plan.tasks()) {
            needed.add(task.source());
            needed.add(task.target());
        }
        writer.writeClasses();
        Map<BenchmarkDomain, BenchmarkLists.Written> written = new LinkedHashMap<>();
        for (BenchmarkDomain domain : needed) {
            Optional<Path> list = Optional.ofNullable(published.get(domain.key()));
            written.put(domain, writer.write(data, domain, list, skipBroken));
            int size = written.get(domain).size();
            if (size != domain.size()) {
                messages.printf(
                        "%s: %,d pictures instead of the published %,d; biwaa data check says where they differ.%n",
                        domain.name(), size, domain.size());
            }
        }
        for (BenchmarkJob job : plan.jobs()) {
            folder.writeConfiguration(job, domains(job, written, writer));
        }
        folder.write("recipe.yaml", plan.recipe().text());
        messages.flush();
    }

    private Map<String, Path> publishedLists(Recipe recipe) {
        Map<String, Path> published = new LinkedHashMap<>();
        lists.forEach((domain, list) -> published.put(recipe.domain(domain).key(), list));
        return published;
    }

    private Map<String, String> domains(
            BenchmarkJob job, Map<BenchmarkDomain, BenchmarkLists.Written> written, BenchmarkLists writer) {
        Map<String, String> settings = new LinkedHashMap<>();
        BenchmarkLists.Written source = written.get(job.task().source());
        BenchmarkLists.Written target = written.get(job.task().target());
        settings.put("source", absolute(source.list()));
        settings.put("source-root", absolute(source.root()));
        settings.put("target", absolute(target.list()));
        settings.put("target-root", absolute(target.root()));
        settings.put("classes", absolute(writer.classes()));
        if (!job.settings().containsKey("threads")) {
            int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / jobs);
            settings.put("threads", Integer.toString(threads));
        }
        return settings;
    }

    private void check(BenchmarkJob job) {
        Map<String, String> settings = new LinkedHashMap<>(job.settings());
        settings.put("source", job.task().source().name());
        settings.put("target", job.task().target().name());
        TrainFlags.check(settings, job.task().target().size())
                .network()
                .weights()
                .file()
                .filter(file -> !Files.isRegularFile(file))
                .ifPresent(file -> {
                    throw new BiwaaException("there is no file " + file + ", which --weights names.");
                });
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private int run(BenchmarkPlan plan, SweepFolder folder, Validator chooser) {
        PrintWriter messages = spec.commandLine().getErr();
        List<BenchmarkJob> open = plan.jobs().stream()
                .filter(job -> !folder.outcome(job).finished())
                .toList();
        messages.printf(
                "%s: %d training(s), %d of them to do, %d side by side, into %s%n",
                plan.recipe().title(), plan.jobs().size(), open.size(), jobs, folder.path());
        messages.flush();
        try (SweepDisplay display = new SweepDisplay(messages, open)) {
            boolean stopped = !new JobPool(folder, jobs, devices, display, Interruption.of(spec)).run(open);
            if (stopped) {
                display.stopped();
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
        List<JobOutcome> outcomes = plan.jobs().stream().map(folder::outcome).toList();
        BenchmarkTable table = new BenchmarkTable(plan, outcomes, chooser);
        TableWriter writer = new TableWriter(table);
        writer.write(folder);
        spec.commandLine().getOut().print(writer.text());
        spec.commandLine().getOut().flush();
        messages.println("Tables: " + folder.path().resolve("table.txt") + ", .md, .csv and .json");
        messages.flush();
        return table.unfinished().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
