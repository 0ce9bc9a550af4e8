package example;

import io.github.biwaa.model.Classifier;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.training.TrainingListener;
import io.github.biwaa.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Trains on labelled and unlabelled pictures, then names the class of the unlabelled ones. */
public final class AdaptPhotos {
    private AdaptPhotos() {}

    /** @param arguments a folder of labelled pictures, a folder per class; a folder of unlabelled ones; a folder for the model */
    public static void main(String[] arguments) throws IOException {
        Path labelled = Path.of(arguments[0]);
        Path unlabelled = Path.of(arguments[1]);
        Path model = adapt(labelled, unlabelled, Path.of(arguments[2])).model();
        try (Classifier classifier = Classifier.load(model)) {
            for (Path picture : pictures(unlabelled)) {
                System.out.printf("%s  %s%n", classifier.classify(picture).className(), picture.getFileName());
            }
        }
    }

    /** A small network that needs no weights; for photos: {@code backbone("resnet50")}, and more iterations. */
    static TrainingResult adapt(Path labelled, Path unlabelled, Path folder) {
        return Adaptation.of(labelled, unlabelled)
                .backbone("lenet")
                .iterations(100)
                .batchSize(8)
                .runs(2)
                .out(folder)
                .listener(new TrainingListener() {
                    @Override
                    public void runFinished(RunSummary summary) {
                        System.out.printf("run %d is done%n", summary.run());
                    }
                })
                .train();
    }

    private static List<Path> pictures(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
