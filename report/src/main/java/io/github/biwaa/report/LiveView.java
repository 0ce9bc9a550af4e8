package io.github.biwaa.report;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.evidence.RecordedTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report of trainings that may still run, served over HTTP and refreshed in place every two seconds. It reads run folders and nothing else, so
 * trainings need no server, and either side may be started, stopped and started again.
 */
public final class LiveView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);

    /** Folders inside folders: runs/ with a sweep's SWEEP/METHOD/TASK/seed-42, and a level to spare. */
    private static final int DEEPEST = 5;
    /** More curves than that nobody tells apart; the newest trainings are shown. */
    private static final int MOST = 12;

    private static final String CONTENT = "/content";

    private final List<Path> folders;
    private final PageServer server;

    private LiveView(List<Path> folders, InetAddress address, int port) {
        this.folders = List.copyOf(folders);
        this.server = PageServer.start("biwaa-watch", address, port, this::page);
    }

    /**
     * Begins to serve.
     *
     * @param folders run folders, or folders that hold some; they may still be empty or not there
     * @param address to listen at; whoever reaches it sees the page
     * @param port 0 for any that is free
     * @throws BiwaaException if the port is taken
     */
    public static LiveView start(List<Path> folders, InetAddress address, int port) {
        return new LiveView(folders, address, port);
    }

    /** @return the port that it listens at */
    public int port() {
        return server.port();
    }

    private Optional<String> page(String path) {
        return switch (path) {
            case "/" -> Optional.of(ReportPage.live(CONTENT, content()));
            case CONTENT -> Optional.of(content().toString());
            default -> Optional.empty();
        };
    }

    /** The page as the folders stand now; a folder that cannot be read is named and the others are shown. */
    private Html content() {
        List<ReportedTraining> trainings = new ArrayList<>();
        List<Html> problems = new ArrayList<>();
        List<Path> found = find();
        for (Path folder : found.subList(Math.max(0, found.size() - MOST), found.size())) {
            try {
                ReportedTraining training = new ReportedTraining(
                        RecordedTraining.read(folder), Optional.empty(), List.of(), trainings.size());
                // What can be read may still make no sense: only what can be shown by itself is shown with others.
                page(List.of(training));
                trainings.add(training);
            } catch (RuntimeException e) {
                LOG.debug("cannot show {}", folder, e);
                String reason = e instanceof BiwaaException ? e.getMessage() : folder + " cannot be shown: " + e;
                problems.add(Html.of("<p class=\"note\">{}</p>", String.valueOf(reason)));
            }
        }
        if (trainings.isEmpty()) {
            return Html.of("""
                {}<p class="empty">No training in {} yet. This page shows one as soon as it begins.</p>
                """, problems, folders.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        return Html.of(
                "{}{}{}",
                Html.when(
                        found.size() > MOST,
                        "<p class=\"quiet\">The newest {} of {} trainings are shown.</p>",
                        MOST,
                        found.size()),
                problems,
                page(trainings));
    }

    private static Html page(List<ReportedTraining> trainings) {
        return new ReportPage(trainings, Instant.now(), LOG::debug).content();
    }

    /** @return the run folders, the one that began first, first */
    private List<Path> find() {
        List<Path> found = new ArrayList<>();
        folders.forEach(folder -> collect(folder, 0, found));
        return found.stream()
                .map(path -> new Aged(path, began(path)))
                .sorted((one, other) -> one.began != other.began
                        ? Long.compare(one.began, other.began)
                        : one.path.compareTo(other.path))
                .map(Aged::path)
                .toList();
    }

    private record Aged(Path path, long began) {}

    private static void collect(Path folder, int depth, List<Path> found) {
        if (RecordedTraining.isTraining(folder)) {
            found.add(folder);
        } else if (depth < DEEPEST && Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                entries.filter(Files::isDirectory).sorted().forEach(entry -> collect(entry, depth + 1, found));
            } catch (IOException | UncheckedIOException e) {
                // It vanished or is not for us to read; what can be read is shown.
                LOG.debug("cannot look into {}", folder, e);
            }
        }
    }

    private static long began(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve("config.yaml")).toMillis();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
