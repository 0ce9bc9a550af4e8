package io.github.biwaa.cli.train;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.cli.console.Interruption;
import io.github.biwaa.report.ReviewView;
import io.github.biwaa.report.review.Review;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code biwaa review}: labels for some target pictures, given in the browser. */
@Command(
        name = "review",
        description = {
            "Serves a page that shows target pictures one after the other and asks for their classes, by key or touch.",
            "A random sample comes first and measures the accuracy; then come the pictures from which a"
                    + " training would learn most. Every label is written at once to labels.csv in the folder RUN."
                    + " `biwaa adapt` and `biwaa train --target-labelled` learn from this file."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Ends by Ctrl-C. Example:  biwaa review runs/catalogue-phone-adapt"})
public final class ReviewCommand implements Callable<Integer> {
    private static final int LARGEST_PORT = 65535;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder that `biwaa adapt` or `biwaa train` wrote.")
    private Path run;

    @Option(
            names = "--random",
            paramLabel = "N",
            defaultValue = "50",
            description = "Pictures that are drawn at random before others are chosen (default: ${DEFAULT-VALUE}).")
    private int random;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8081",
            description = "Port of this machine to listen at, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > LARGEST_PORT) {
            throw new InvalidSettingException("--port: " + port + ", expected 0 to " + LARGEST_PORT);
        }
        if (random < 0) {
            throw new InvalidSettingException("--random: " + random + ", expected at least 0");
        }
        PrintWriter messages = spec.commandLine().getErr();
        Review review;
        try (ConsoleProgress progress = new ConsoleProgress(messages)) {
            review = Review.open(run, random, progress);
        }
        CountDownLatch stop = new CountDownLatch(1);
        try (ReviewView view = ReviewView.start(review, port);
                Interruption.Listening interruption = Interruption.of(spec).listen(stop::countDown)) {
            messages.println("Review at http://127.0.0.1:" + view.port() + "/ (Ctrl-C ends it)");
            messages.println("Labels go to " + review.file());
            messages.flush();
            stop.await();
        }
        return CommandLine.ExitCode.OK;
    }
}
