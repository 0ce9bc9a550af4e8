package example;

import io.github.biwaa.model.Classifier;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Trains on labelled and unlabelled photos, then names the class of the unlabelled ones. */
public final class AdaptPhotos {
    private static final Set<String> PICTURES = Set.of("jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff");
    private static final int BATCH = 32;

    private AdaptPhotos() {}

    /**
     * @param arguments a folder of labelled photos, a folder per class; a folder of unlabelled ones; a folder for the model; and, if it is not to be downloaded, the file of
     *     MobileNetV2's ImageNet weights
     */
    public static void main(String[] arguments) throws IOException {
        Path labelled = Path.of(arguments[0]);
        Path unlabelled = Path.of(arguments[1]);
        // The backbone stays as it is, so that its features are computed once and a processor will do.
        Adaptation adaptation = Adaptation.of(labelled, unlabelled)
                .backbone("mobilenet_v2")
                .freeze("backbone")
                .iterations(500)
                .runs(2)
                // Folders of photos hold sub-folders that mean nothing, and broken photos; those are named and left out.
                .set(DataSettings.TARGET_UNLABELLED, true)
                .set(DataSettings.SKIP_BROKEN, true)
                .out(Path.of(arguments[2]));
        if (arguments.length > 3) {
            adaptation.weights(Path.of(arguments[3]));
        }
        classify(train(adaptation), unlabelled);
    }

    /** @return the folder of the model */
    static Path train(Adaptation adaptation) {
        return adaptation.listener(new Shown()).train().model();
    }

    /** Prints the class of every picture, or why it cannot be read. */
    static void classify(Path model, Path folder) throws IOException {
        try (Classifier classifier = Classifier.load(model);
                Stream<Path> files = Files.walk(folder).filter(AdaptPhotos::isPicture).sorted()) {
            classifier.classify(files, BATCH).forEach(file -> System.out.printf(
                    "%s  %s%n",
                    file.prediction().map(prediction -> prediction.className()).orElseGet(() -> file.problem().orElse("")),
                    folder.relativize(file.file())));
        }
    }

    /** Folders of photos hold other files too, such as Thumbs.db. */
    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && PICTURES.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static final class Shown implements TrainingListener {
        @Override
        public void runStarted(int run, int runs, int iterations) {
            System.err.printf("run %d of %d: %d steps%n", run + 1, runs, iterations);
        }

        @Override
        public void advanced(Task task, long done, long total) {
            System.err.printf("\r%s: %,d of %,d", task.name(), done, total);
            if (done == total) {
                System.err.println();
            }
        }

        @Override
        public void stepDone(int run, int iteration) {
            if ((iteration + 1) % 100 == 0) {
                System.err.printf("  %d steps%n", iteration + 1);
            }
        }

        @Override
        public void runFinished(RunSummary summary) {
            System.err.printf("run %d is done%n", summary.run() + 1);
        }
    }
}
