package io.github.biwaa.cli;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.training.Versions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command {@code biwaa}. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "biwaa",
        description = {
            "Adapts an image classifier from labelled pictures of one kind to unlabelled pictures of another.",
            "Train on catalogue photos with labels, use it on phone photos that nobody labelled."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Biwaa.Version.class,
        subcommands = {TrainCommand.class, BenchmarkCommand.class, DataCommand.class, DoctorCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Try it:  biwaa demo",
            "Yours:   biwaa train --source LABELLED --target UNLABELLED --weights FILE",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
public final class Biwaa {

    @Option(names = "--debug", description = "Show stack traces and debug messages.", scope = ScopeType.INHERIT)
    private boolean debug;

    /** Runs the command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /**
     * Runs the command in this process.
     *
     * @return the exit code
     */
    public static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    /** @return the parser of a fresh command */
    static CommandLine commandLine() {
        Biwaa biwaa = new Biwaa();
        return new CommandLine(biwaa)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setAbbreviatedOptionsAllowed(false)
                .setExecutionExceptionHandler(biwaa::report);
    }

    private int report(Exception failure, CommandLine command, ParseResult arguments) {
        if (debug) {
            failure.printStackTrace(command.getErr());
        }
        if (failure instanceof InvalidSettingException) {
            command.getErr().println("biwaa: " + failure.getMessage());
            command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
            return CommandLine.ExitCode.USAGE;
        }
        if (failure instanceof BiwaaException) {
            command.getErr().println("biwaa: " + failure.getMessage());
        } else {
            command.getErr()
                    .println("biwaa: unexpected failure: "
                            + failure.toString().lines().findFirst().orElse("")
                            + (debug ? "" : "\nRun again with --debug to see where."));
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The version printed by {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"biwaa " + Versions.biwaa()};
        }
    }
}
