package io.github.biwaa.cli.train;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.cli.console.Interruption;
import io.github.biwaa.report.LiveView;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code biwaa watch}: trainings while they run, in the browser. */
@Command(
        name = "watch",
        description = {
            "Serves a page that shows trainings while they run: curves, images per second, time left.",
            "It only reads run folders, so you can start and end it at any time."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Ends by Ctrl-C. Example:  biwaa watch runs"})
public final class WatchCommand implements Callable<Integer> {
    private static final int LARGEST_PORT = 65535;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Run folders, or folders that contain some (default: ${DEFAULT-VALUE}).")
    private List<Path> folders;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen at, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen at; 0.0.0.0 shows the page to the whole network (default: ${DEFAULT-VALUE},"
                            + " only this machine).")
    private String bind;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > LARGEST_PORT) {
            throw new InvalidSettingException("--port: " + port + ", expected 0 to " + LARGEST_PORT);
        }
        PrintWriter messages = spec.commandLine().getErr();
        CountDownLatch stop = new CountDownLatch(1);
        try (LiveView view = LiveView.start(folders, address(), port);
                Interruption.Listening interruption = Interruption.of(spec).listen(stop::countDown)) {
            messages.println("Watch at http://" + (bind.contains(":") ? "[" + bind + "]" : bind) + ":" + view.port()
                    + "/ (Ctrl-C ends it)");
            messages.flush();
            stop.await();
        }
        return CommandLine.ExitCode.OK;
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new InvalidSettingException("--bind: " + bind + ", expected an address of this machine");
        }
    }
}
