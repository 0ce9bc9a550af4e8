package io.github.biwaa.cli;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.cli.benchmark.BenchCommand;
import io.github.biwaa.cli.benchmark.BenchmarkCommand;
import io.github.biwaa.cli.console.Interruption;
import io.github.biwaa.cli.demo.DemoCommand;
import io.github.biwaa.cli.model.EmbedCommand;
import io.github.biwaa.cli.model.ExplainCommand;
import io.github.biwaa.cli.model.ExportCommand;
import io.github.biwaa.cli.model.PredictCommand;
import io.github.biwaa.cli.train.ReportCommand;
import io.github.biwaa.cli.train.ReviewCommand;
import io.github.biwaa.cli.train.TrainCommand;
import io.github.biwaa.cli.train.WatchCommand;
import io.github.biwaa.run.Versions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code biwaa}. Exit codes: 0 done, 1 failed, 2 wrong usage; 130 and 143 (129 for SIGHUP) if a signal ended it. */
@Command(
        name = "biwaa",
        description = {
            "Adapts an image classifier from labelled pictures of one kind to unlabelled pictures of another.",
            "For example, train on catalogue photos with labels and use the model on phone photos that nobody labelled."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Biwaa.Version.class,
        subcommands = {
            AdaptCommand.class,
            DemoCommand.class,
            TrainCommand.class,
            PredictCommand.class,
            ReportCommand.class,
            WatchCommand.class,
            ReviewCommand.class,
            ExplainCommand.class,
            BenchmarkCommand.class,
            EmbedCommand.class,
            ExportCommand.class,
            DataCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Try it:  biwaa demo",
            "Yours:   biwaa adapt LABELLED UNLABELLED",
            "Use it:  biwaa predict --model RUN --images PICTURES",
            "Exit codes: 0 done, 1 failed, 2 wrong usage; 130 stopped by Ctrl-C, 143 by SIGTERM."
        })
public final class Biwaa implements Callable<Integer>, Interruption.Holder {
    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", description = "Show stack traces and debug messages.", scope = ScopeType.INHERIT)
    private boolean debug;

    private final Interruption interruption;

    /** For a process whose signals are left alone; the manual is made from one, by this constructor. */
    Biwaa() {
        this(new Interruption());
    }

    private Biwaa(Interruption interruption) {
        this.interruption = interruption;
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] arguments) {
        Interruption interruption = new Interruption();
        interruption.handleSignals();
        interruption.exit(run(new Biwaa(interruption), arguments));
    }

    @Override
    public Interruption interruption() {
        return interruption;
    }

    /** Without a subcommand: says which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /**
     * Runs the command in this process, whose signals it leaves alone.
     *
     * @return the exit code
     */
    public static int run(String... arguments) {
        return run(new Biwaa(), arguments);
    }

    private static int run(Biwaa biwaa, String... arguments) {
        CommandLine command = commandLine(biwaa);
        try {
            return command.execute(arguments);
        } catch (OutOfMemoryError error) {
            command.getErr().println("biwaa: " + tooLittleMemory(error));
            return CommandLine.ExitCode.SOFTWARE;
        } catch (LinkageError | TypeNotPresentException failure) {
            if (failure.getCause() instanceof BiwaaException reason) {
                // libtorch could not be loaded, and the engine says why.
                command.getErr().println("biwaa: " + reason.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            // Java opens the jars of the command one after the other: a process without handles meets this first.
            command.getErr()
                    .println("biwaa: a part of the program cannot be loaded (" + firstLine(failure.toString())
                            + "). Are too many files open? Allow more with ulimit -n; otherwise the"
                            + " installation is damaged: build it again.");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static String tooLittleMemory(Throwable failure) {
        return "too little memory (" + firstLine(failure.getMessage()) + "). Use a smaller --batch-size,"
                + " --evaluation-batch, --image-size or"
                + " --backbone; Java's own share grows by"
                + " BIWAA_JAVA_OPTIONS=-Xmx8g.";
    }

    /** Whether Java or libtorch, which throws a plain exception, asked for more than there is, here or on a GPU. */
    static boolean lacksMemory(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure.getCause() instanceof OutOfMemoryError
                || message.contains("can't allocate memory")
                || message.contains("CUDA out of memory");
    }

    /** Of libtorch's exceptions the first line says what; a list of its functions follows. */
    private static String firstLine(@Nullable String text) {
        return String.valueOf(text).lines().findFirst().orElse("");
    }

    /** @return the parser of a fresh command */
    static CommandLine commandLine() {
        return commandLine(new Biwaa());
    }

    private static CommandLine commandLine(Biwaa biwaa) {
        return new CommandLine(biwaa)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(Biwaa::explain)
                .setExecutionExceptionHandler(biwaa::report);
    }

    /** Says what is wrong without the whole help, which would push the reason off the screen. */
    private static int explain(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter messages = command.getErr();
        messages.println("biwaa: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, messages);
        referToHelp(command);
        return CommandLine.ExitCode.USAGE;
    }

    /** Messages of the library name settings, such as strip-prefix; where the command has a flag for one, that is shown. */
    private static String withFlags(Exception failure, CommandLine command) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof InvalidSettingException) {
            return message;
        }
        for (String flag : command.getCommandSpec().optionsMap().keySet()) {
            String setting = flag.replaceFirst("^--", "");
            if (setting.indexOf('-') > 0) {
                message = message.replaceAll("(?<=[ (])" + setting + "(?=[ ,;.:)]|$)", flag);
            }
        }
        return message;
    }

    private int report(Exception failure, CommandLine command, ParseResult arguments) {
        PrintWriter messages = command.getErr();
        if (debug) {
            failure.printStackTrace(messages);
        }
        if (failure instanceof BiwaaException) {
            messages.println("biwaa: " + withFlags(failure, command));
        } else if (lacksMemory(failure)) {
            messages.println("biwaa: " + tooLittleMemory(failure));
        } else {
            messages.println("biwaa: unexpected failure: " + firstLine(failure.toString()));
            if (!debug) {
                messages.println("Run again with --debug to see where.");
            }
        }
        if (failure instanceof InvalidSettingException) {
            referToHelp(command);
            return CommandLine.ExitCode.USAGE;
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void referToHelp(CommandLine command) {
        command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    }

    /** The version printed by {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"biwaa " + Versions.biwaa()};
        }
    }
}
