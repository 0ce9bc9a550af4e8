package io.github.biwaa.cli.demo;

import io.github.biwaa.Progress.Phase;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.Progress.Work;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.cli.console.Interruption;
import io.github.biwaa.data.PictureReader;
import io.github.biwaa.demo.DemoPictures;
import io.github.biwaa.demo.DemoSettings;
import io.github.biwaa.demo.ObjectPlaces;
import io.github.biwaa.demo.drawing.Shift;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.training.Training;
import io.github.biwaa.training.TrainingListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code biwaa demo}: the main job on pictures that the program draws itself. */
@Command(
        name = "demo",
        description = {
            "Shows in a few minutes what adaptation does, on pictures that the program draws itself.",
            "Ten everyday objects: catalogue drawings with labels, phone pictures without. Trains"
                    + " source-only, dann and biwaa from scratch and compares their accuracy on labels that none of"
                    + " them has seen."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Writes into the folder --out: pictures/, contact-sheet.png, heat-maps.png, cache/, the"
                    + " common starting weights and a run folder per method.",
            "The accuracies go to standard output, all else to standard error."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final String ITERATIONS = "800";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "Where everything goes (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--overwrite", description = "Replace the demo in --out.")
    private boolean overwrite;

    @Option(
            names = "--seed",
            defaultValue = "42",
            description = "Seed of the pictures and of all random choices in training (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--shift",
            paramLabel = "SHIFT",
            defaultValue = "default",
            description = "How much phone pictures differ from the catalogue: weak, default or strong.")
    private Shift shift;

    @Option(
            names = "--balanced",
            description = "Draw the same number of target pictures of every class; by default, some classes have three"
                    + " times as many as others.")
    private boolean balanced;

    @Option(
            names = "--iterations",
            defaultValue = ITERATIONS,
            description = "Steps per run (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(names = "--threads", description = "Compute threads; results depend on their number (default: all cores).")
    private @Nullable Integer threads;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "float32",
            description = "What the networks compute in: float32, bf16 or float64 (default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(names = "--json", description = "Write the accuracies as a line of JSON per method.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter messages = spec.commandLine().getErr();
        PrintWriter results = spec.commandLine().getOut();
        long start = System.nanoTime();
        DemoRecipe recipe = new DemoRecipe(
                iterations,
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                seed,
                Precision.named(precision));
        DemoFiles files = new DemoFiles(out);
        // Wrong numbers are refused before anything is drawn or deleted.
        recipe.start(files);
        files.prepare(DemoRecipe.METHODS, overwrite);

        Domains<Pictures> domains = draw(files, recipe.start(files).data(), messages);
        train(recipe, files, domains, messages);
        DemoTable table = new DemoTable(files.pictures().targetLabels(), domains.target());
        DemoRecipe.METHODS.forEach(method -> table.add(method, files.run(method)));
        say(messages, "");
        if (json) {
            table.printJson(results);
            table.print(messages);
        } else {
            table.print(results);
        }
        explain(files, domains, messages);
        say(
                messages,
                "%nOne seed decides little: methods differ by less than seeds do. docs/results.md compares five"
                        + " seeds.");
        say(messages, "%nBoth domains:  %s", files.contactSheet());
        say(messages, "Heat maps:     %s", files.heatMaps());
        DemoRecipe.METHODS.forEach(
                method -> say(messages, "Run folder:    %s", files.run(method).path()));
        say(messages, "All in %s.", ConsoleProgress.duration((System.nanoTime() - start) / 1e9));
        return CommandLine.ExitCode.OK;
    }

    private Domains<Pictures> draw(DemoFiles files, DataSettings data, PrintWriter messages) {
        say(messages, "Drawing the pictures ...");
        DemoSettings settings = DemoSettings.defaults().withShift(shift);
        DemoPictures.draw(files.pictures().folder(), seed, balanced ? settings.withBalancedTarget() : settings);
        Domains<Pictures> domains = PictureReader.read(data.source().orElseThrow(), data.target(), data.skipBroken());
        DemoSheet.write(files.contactSheet(), domains);
        say(
                messages,
                "Source: %,d catalogue drawings with labels. Target: %,d phone pictures without. Look at them: %s",
                domains.source().size(),
                domains.target().size(),
                files.contactSheet());
        return domains;
    }

    /** Where the adversarial branches of dann and biwaa look, held against where the objects are. */
    private static void explain(DemoFiles files, Domains<Pictures> domains, PrintWriter messages) {
        DemoHeat heat = new DemoHeat(
                domains.target(), ObjectPlaces.read(files.pictures().objects()));
        say(messages, "%nHeat of the adversarial branch that lies inside the object, mean over the target pictures:");
        for (String method : DemoRecipe.ADVERSARIAL) {
            double share = heat.add(method, files.run(method).path());
            say(messages, "  %-6s %.1f %%", method, 100 * share);
        }
        say(messages, "  %-6s %.1f %%, what evenly spread heat would give", "(area)", 100 * heat.evenShare());
        heat.write(files.heatMaps());
    }

    /** One bar for all methods. */
    private void train(DemoRecipe recipe, DemoFiles files, Domains<Pictures> domains, PrintWriter messages) {
        List<String> methods = DemoRecipe.METHODS;
        List<Phase> phases = methods.stream()
                .map(method -> new Phase(new Task("training " + method), Work.TRAINING, recipe.runs(files, method)))
                .toList();
        try (ConsoleProgress progress = new ConsoleProgress(messages);
                Interruption.Listening interruption = Interruption.of(spec).listen(progress::requestStop)) {
            progress.noted("Starting weights of all methods: training on the source only");
            train(recipe.start(files), domains, files.start(), TrainingListener.inPlan(progress, 1, phases));
            for (int i = 0; i < methods.size(); i++) {
                progress.noted(methods.get(i) + " (method " + (i + 1) + " of " + methods.size() + ")");
                train(
                        recipe.configuration(files, methods.get(i)),
                        domains,
                        files.run(methods.get(i)),
                        TrainingListener.inPlan(
                                progress, phases.get(i).weight(), phases.subList(i + 1, phases.size())));
            }
        }
    }

    private static void train(
            TrainingConfiguration configuration, Domains<Pictures> domains, RunFolder folder, TrainingListener told) {
        new Training(configuration, domains, folder, told).run(RunFolder.Existing.REFUSE);
    }

    private static void say(PrintWriter messages, String format, Object... values) {
        messages.println(String.format(Locale.ROOT, format, values));
        messages.flush();
    }
}
