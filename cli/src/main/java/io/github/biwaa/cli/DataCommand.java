package io.github.biwaa.cli;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.benchmark.recipe.BenchmarkData;
import io.github.biwaa.benchmark.recipe.BenchmarkDomain;
import io.github.biwaa.benchmark.recipe.BenchmarkLists;
import io.github.biwaa.benchmark.recipe.FoundDomain;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code biwaa data}: is the user's copy of a benchmark whole, and as list files. */
@Command(
        name = "data",
        description = "Checks your copy of a benchmark's data; docs/datasets.md says where to get it.",
        mixinStandardHelpOptions = true,
        subcommands = {DataCommand.Check.class, DataCommand.ListFiles.class},
        synopsisSubcommandLabel = "COMMAND")
final class DataCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** {@code biwaa data check}. */
    @Command(
            name = "check",
            description = "Counts the pictures of each class, compares with the published counts, and names what is"
                    + " missing.",
            mixinStandardHelpOptions = true,
            footer = "Exit codes: 0 as published, 1 something differs, 2 wrong usage.")
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "One of those that biwaa benchmark --help names.")
        private String name;

        @Option(names = "--root", paramLabel = "DIR", required = true, description = "The folder with the domains.")
        private Path root;

        @Override
        public Integer call() {
            PrintWriter output = spec.commandLine().getOut();
            Recipe recipe = Recipes.named(name);
            BenchmarkData data = new BenchmarkData(recipe, root);
            List<String> differences = new ArrayList<>();
            for (BenchmarkDomain domain : recipe.domains()) {
                FoundDomain found = data.find(domain);
                print(output, recipe, found);
                differences.addAll(found.differences());
            }
            output.println(
                    differences.isEmpty()
                            ? recipe.title() + " is as published."
                            : "Different from the published copy:");
            differences.forEach(difference -> output.println("  " + difference));
            output.flush();
            return differences.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }

        private static void print(PrintWriter output, Recipe recipe, FoundDomain found) {
            BenchmarkDomain domain = found.domain();
            int[] counts = found.counts();
            int all = 0;
            for (int count : counts) {
                all += count;
            }
            output.printf(
                    Locale.ROOT,
                    "%s: %,d of %,d %s, %s%n",
                    domain.name(),
                    all,
                    domain.size(),
                    domain.kind(),
                    found.place().map(Path::toString).orElse("not found"));
            for (int k = 0; found.place().isPresent() && k < counts.length; k++) {
                int expected = domain.counts().get(k);
                output.printf(
                        "  %3d %-24s %6d of %6d%s%n",
                        k, recipe.classes().get(k), counts[k], expected, counts[k] == expected ? "" : "  <");
            }
            output.println();
        }
    }

    /** {@code biwaa data list}. */
    @Command(
            name = "list",
            description = "Writes a list file per domain, and the class names in the order of their numbers.",
            mixinStandardHelpOptions = true,
            footer = "Use them: biwaa train --source OUT/amazon.txt --source-root DIR --classes OUT/classes.txt ...")
    static final class ListFiles implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "One of those that biwaa benchmark --help names.")
        private String name;

        @Option(names = "--root", paramLabel = "DIR", required = true, description = "The folder with the domains.")
        private Path root;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                required = true,
                description = "Where the lists go; packed digits are also converted to pictures there.")
        private Path out;

        @Option(
                names = "--domains",
                split = ",",
                paramLabel = "DOMAIN",
                description = "Such as amazon,dslr (default: all that are there).")
        private @Nullable List<String> domains;

        @Override
        public Integer call() {
            PrintWriter output = spec.commandLine().getOut();
            Recipe recipe = Recipes.named(name);
            BenchmarkData data = new BenchmarkData(recipe, root);
            BenchmarkLists lists = new BenchmarkLists(recipe, out);
            List<BenchmarkDomain> wanted = domains == null
                    ? recipe.domains().stream()
                            .filter(domain -> data.find(domain).place().isPresent())
                            .toList()
                    : domains.stream().map(recipe::domain).toList();
            if (wanted.isEmpty()) {
                throw new InvalidSettingException("no domain of " + recipe.title() + " is in " + root
                        + "; biwaa data check " + name + " --root " + root + " says what is expected");
            }
            lists.writeClasses();
            for (BenchmarkDomain domain : wanted) {
                BenchmarkLists.Written written = lists.write(data, domain, Optional.empty(), false);
                output.printf(
                        Locale.ROOT,
                        "%s: %,d %s, %s %s%n",
                        written.list(),
                        written.size(),
                        domain.kind(),
                        written.labels().isPresent() ? "labels in" : "relative to",
                        written.labels().orElse(written.root()));
            }
            output.println(lists.classes() + ": " + recipe.classes().size() + " classes");
            output.flush();
            return CommandLine.ExitCode.OK;
        }
    }
}
