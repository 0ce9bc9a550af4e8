package io.github.biwaa.cli.console;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** A line at the foot of a terminal, on standard error, that says how much is done, how long the rest takes and what is being done. */
public final class ConsoleBar implements AutoCloseable {
    private static final int BLOCKS = 25;
    private static final int UPDATE_MILLISECONDS = 200;
    private static final int USUAL_WIDTH = 80;

    private final DoubleSupplier share;
    private final Supplier<OptionalDouble> secondsLeft;
    private final Foot foot = new Foot();
    private volatile @Nullable ProgressBar bar;
    private volatile String words = "";

    /**
     * @param share of all that is done, 0 to 1; asked by a thread of the bar's own
     * @param secondsLeft until all is done; asked by that thread, too
     */
    public ConsoleBar(DoubleSupplier share, Supplier<OptionalDouble> secondsLeft) {
        this.share = share;
        this.secondsLeft = secondsLeft;
    }

    /** The launcher knows whether standard error is a terminal; without it, a console means that input and output are. */
    public static boolean isPossible() {
        String told = System.getProperty("biwaa.terminal");
        boolean connected = told == null ? System.console() != null : Boolean.parseBoolean(told);
        return connected && !"dumb".equals(System.getenv("TERM"));
    }

    /** Shows where things stand from now on; draws the bar if it is not there. */
    public void show(String text) {
        words = text;
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setUpdateIntervalMillis(UPDATE_MILLISECONDS)
                    .continuousUpdate()
                    .setRenderer((state, width) ->
                            line(share.getAsDouble(), secondsLeft.get(), words, width > 0 ? width : USUAL_WIDTH))
                    .setConsumer(foot)
                    .build();
        }
    }

    /** Writes something above the bar. */
    public void above(Runnable writing) {
        if (bar == null) {
            writing.run();
        } else {
            foot.above(writing);
        }
    }

    /** Leaves the bar as it stands; the next {@link #show} draws another. */
    @Override
    public void close() {
        ProgressBar shown = bar;
        if (shown != null) {
            shown.close();
            bar = null;
        }
    }

    /** @return exactly so many characters */
    static String line(double share, OptionalDouble secondsLeft, String words, int width) {
        int blocks = (int) (share * BLOCKS);
        String left = secondsLeft.isPresent() && share < 1
                ? "about " + ConsoleProgress.duration(secondsLeft.getAsDouble()) + " left, "
                : "";
        String text = String.format(
                Locale.ROOT,
                "%3.0f %% │%s%s│ %s%s",
                Math.floor(100 * share),
                "█".repeat(blocks),
                " ".repeat(BLOCKS - blocks),
                left,
                words);
        return text.length() > width ? text.substring(0, width) : text + " ".repeat(width - text.length());
    }

    /** The last line of the terminal. */
    private static final class Foot extends ConsoleProgressBarConsumer {
        Foot() {
            super(System.err);
        }

        @Override
        public synchronized void accept(String line) {
            super.accept(line);
        }

        synchronized void above(Runnable writing) {
            int width = getMaxRenderedLength();
            accept(" ".repeat(width > 0 ? width : USUAL_WIDTH));
            System.err.print('\r');
            System.err.flush();
            writing.run();
        }
    }
}
