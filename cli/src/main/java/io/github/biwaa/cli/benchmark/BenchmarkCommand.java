package io.github.biwaa.cli.benchmark;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.benchmark.ClusterTraining;
import io.github.biwaa.benchmark.JobRunner;
import io.github.biwaa.benchmark.ProcessRunner;
import io.github.biwaa.benchmark.Shard;
import io.github.biwaa.benchmark.Sweep;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import io.github.biwaa.benchmark.table.BenchmarkTable;
import io.github.biwaa.benchmark.table.TableWriter;
import io.github.biwaa.cli.console.Interruption;
import io.github.biwaa.cli.train.TrainFlags;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.report.chart.Words;
import io.github.biwaa.training.setup.HubNetwork;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
        modelTransformer = BenchmarkFlags.class,
        footer = {
            "",
            "Every number of a recipe is a flag of biwaa train; flags and --config override the recipe.",
            "Example:  biwaa benchmark office31 --root office31 --weights resnet50.safetensors --tasks A2W,D2A"
                    + " --methods biwaa,dann"
        })
public final class BenchmarkCommand implements Callable<Integer> {
    /** What a cluster does not do, or decides itself: a task computes on its processors, or on its GPU. */
    private static final List<String> OF_THIS_MACHINE = List.of("--devices", "--threads", "--shard", "--collect");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "office31, office-home, domainnet (each also with -gsde), visda2017, office-caltech10, pacs,"
                    + " office-home-clip, digits, or a recipe file (.yaml).")
    private String name;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Your copy of the data; biwaa data check compares it with the published set.")
    private @Nullable Path root;

    @Option(names = "--tasks", split = ",", paramLabel = "TASK", description = "Such as A2W,D2A (default: all).")
    private @Nullable List<String> tasks;

    @Option(names = "--seeds", split = ",", paramLabel = "SEED", description = "Such as 42,43 (default: the recipe's).")
    private @Nullable List<Long> seeds;

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "METHOD",
            description =
                    "Such as biwaa,dann (default: the recipe's). Those without a chain run once, unless --between-runs"
                            + " names one.")
    private @Nullable List<String> methods;

    @Option(
            names = "--list",
            paramLabel = "DOMAIN=FILE",
            description = "A published list of a domain, used in its own order, such as amazon=amazon.txt; repeatable.")
    private Map<String, Path> lists = new LinkedHashMap<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder of the sweep (default: runs/benchmark-NAME).")
    private @Nullable Path out;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with flags of biwaa train as keys.")
    private @Nullable Path config;

    @Option(names = "--dry-run", description = "List what would run, and run nothing.")
    private boolean dryRun;

    @Option(names = "--resume", description = "Continue the sweep in --out; finished trainings stay.")
    private boolean resume;

    @Option(
            names = "--jobs",
            description = "Number of trainings side by side, one process each (default: one per device in --devices;"
                    + " with --spark as many as there is room for, 64 at most).")
    private @Nullable Integer jobs;

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
                    "Chooses a checkpoint without labels, for a column of its own: entropy, information-maximisation,"
                            + " bnm, snd or source-accuracy (default: ${DEFAULT-VALUE}).")
    private String validator;

    @Option(
            names = "--shard",
            paramLabel = "INDEX/COUNT",
            defaultValue = "0/1",
            converter = ShardConverter.class,
            description = "Train a fixed part of the list, such as 0/8 to 7/8 on eight machines that share --out.")
    private Shard shard;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = "Train on an Apache Spark cluster, a task per training, such as spark://host:7077; --out and"
                    + " the data must have the same paths on all machines. SPARK_HOME must name Spark 4.0.")
    private @Nullable String spark;

    @Option(names = "--collect", description = "Train nothing; make the table from the trainings in --out.")
    private boolean collect;

    @Option(names = "--print-recipe", description = "Print the recipe; you can change the file and give it as NAME.")
    private boolean printRecipe;

    @Override
    public Integer call() {
        Recipe recipe = Recipes.named(name);
        if (printRecipe) {
            spec.commandLine().getOut().print(recipe.text());
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        if (spark != null) {
            return train(recipe, spark);
        }
        return train(recipe, new ProcessRunner(command()));
    }

    private int train(Recipe recipe, String master) {
        for (String option : OF_THIS_MACHINE) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new InvalidSettingException("--spark does not go with " + option + "; expected one of both");
            }
        }
        try (ClusterTraining.Runner cluster = ClusterTraining.find().runner(master, command())) {
            return train(recipe, cluster);
        }
    }

    /** @return the name of the class whose main method is the command */
    private String command() {
        return spec.root().userObject().getClass().getName();
    }

    private int train(Recipe recipe, JobRunner runner) {
        Sweep sweep = sweep(recipe).runner(runner);
        if (collect) {
            return print(sweep.collect(), sweep.folder());
        }
        if (dryRun) {
            list(sweep);
            sweep.check();
            return CommandLine.ExitCode.OK;
        }
        try (SweepDisplay display = new SweepDisplay(
                        spec.commandLine().getErr(), recipe.title(), sweep.folder(), System::nanoTime);
                Interruption.Listening interruption = Interruption.of(spec).listen(sweep::stop)) {
            BenchmarkTable table;
            try {
                table = sweep.listener(display).run();
            } catch (StoppedException e) {
                display.stopped();
                return CommandLine.ExitCode.SOFTWARE;
            }
            display.close();
            return shard.equals(Shard.WHOLE) ? print(table, sweep.folder()) : endShard(sweep);
        }
    }

    private Sweep sweep(Recipe recipe) {
        Sweep sweep = Sweep.of(recipe)
                .root(root)
                .validator(Validator.named(validator))
                .devices(devices.toArray(String[]::new))
                .shard(shard)
                .resume(resume);
        Optional.ofNullable(jobs).ifPresent(sweep::jobs);
        Optional.ofNullable(out).ifPresent(sweep::out);
        Optional.ofNullable(methods).ifPresent(names -> sweep.methods(names.toArray(String[]::new)));
        Optional.ofNullable(tasks).ifPresent(ids -> sweep.tasks(ids.toArray(String[]::new)));
        Optional.ofNullable(seeds)
                .ifPresent(numbers ->
                        sweep.seeds(numbers.stream().mapToLong(Long::longValue).toArray()));
        lists.forEach(sweep::list);
        Map<String, String> settings = new LinkedHashMap<>();
        Optional.ofNullable(config).map(BenchmarkFlags::read).ifPresent(settings::putAll);
        settings.putAll(TrainFlags.given(spec.commandLine()));
        HubNetwork.resolved(settings).forEach(sweep::set);
        return sweep;
    }

    private void list(Sweep sweep) {
        PrintWriter output = spec.commandLine().getOut();
        for (BenchmarkJob job : sweep.jobs()) {
            output.printf(
                    "%s  %s to %s  %s of %s iterations, lr %s  %s  %s%n",
                    job.id(),
                    job.task().source().name(),
                    job.task().target().name(),
                    Words.count(job.runs(), "run"),
                    job.settings().getOrDefault("iterations", "as many as suit the target"),
                    job.settings().getOrDefault("lr", "by default"),
                    sweep.folder().runFolder(job).path(),
                    sweep.folder().outcome(job).state().word());
        }
        output.flush();
    }

    private int print(BenchmarkTable table, SweepFolder folder) {
        spec.commandLine().getOut().print(new TableWriter(table).text());
        spec.commandLine().getOut().flush();
        PrintWriter messages = spec.commandLine().getErr();
        messages.println("Tables: " + folder.path().resolve("table.txt") + ", .md, .csv and .json");
        messages.flush();
        return table.unfinished().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private int endShard(Sweep sweep) {
        PrintWriter messages = spec.commandLine().getErr();
        messages.println(
                "Shard done. When all are: the same command with --collect in place of --shard makes the table.");
        messages.flush();
        boolean finished = sweep.jobs().stream()
                .allMatch(job -> sweep.folder().outcome(job).finished());
        return finished ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    static final class ShardConverter implements CommandLine.ITypeConverter<Shard> {
        @Override
        public Shard convert(String text) {
            try {
                return Shard.parse(text);
            } catch (InvalidSettingException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }
}
