package io.github.biwaa.cli.demo;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.demo.DemoFolder;
import io.github.biwaa.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where {@code biwaa demo} puts what it makes: pictures/, contact-sheet.png, heat-maps.png, cache/, the common start and a run folder per method.
 *
 * @param folder holds everything
 */
record DemoFiles(Path folder) {

    /** @return the drawn pictures and the tables kept aside */
    DemoFolder pictures() {
        return new DemoFolder(folder.resolve("pictures"));
    }

    /** @return both domains on one sheet */
    Path contactSheet() {
        return folder.resolve("contact-sheet.png");
    }

    /** @return what the methods align, on some target pictures */
    Path heatMaps() {
        return folder.resolve("heat-maps.png");
    }

    /** @return the decoded pixels of all methods */
    Path cache() {
        return folder.resolve("cache");
    }

    /** @return the run folder of the training on the source that every method starts from */
    RunFolder start() {
        return new RunFolder(folder.resolve("start"));
    }

    /** @return the run folder of a method */
    RunFolder run(String method) {
        return new RunFolder(folder.resolve(method));
    }

    /**
     * Makes the folder ready.
     *
     * @param methods that will be trained
     * @param overwrite whether an earlier demo may be replaced
     * @throws BiwaaException if it holds an earlier demo that is to be kept, or files that no demo made
     */
    void prepare(List<String> methods, boolean overwrite) {
        boolean demo = Files.exists(pictures().objects());
        List<Path> used = Stream.concat(
                        Stream.of(
                                pictures().source(),
                                pictures().target(),
                                contactSheet(),
                                heatMaps(),
                                cache(),
                                start().path()),
                        methods.stream().map(method -> run(method).path()))
                .filter(Files::exists)
                .toList();
        if (demo && !overwrite) {
            throw new BiwaaException(
                    folder + " already holds a demo. Use --overwrite to replace it, or another --out.");
        }
        if (!demo && !used.isEmpty()) {
            throw new BiwaaException(used.get(0) + " was not made by a demo. Choose another --out.");
        }
        try {
            for (Path path : used) {
                deleteTree(path);
            }
            Files.deleteIfExists(pictures().targetLabels());
            // Last: as long as it is there, the folder counts as a demo's.
            Files.deleteIfExists(pictures().objects());
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BiwaaException(
                    "cannot write to the folder " + folder + ": " + e
                            + ". Check its permissions or choose another --out.",
                    e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(root)) {
            paths = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
