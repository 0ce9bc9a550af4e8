package example;

import io.github.biwaa.model.Classifier;
import java.nio.file.Path;

/** Names the class of pictures. */
public final class PhotoSorter {
    private PhotoSorter() {}

    /** @param arguments a run folder of Biwaa, then pictures */
    public static void main(String[] arguments) {
        try (Classifier classifier = Classifier.load(Path.of(arguments[0]))) {
            System.out.println(classifier.classes());
        }
    }
}
