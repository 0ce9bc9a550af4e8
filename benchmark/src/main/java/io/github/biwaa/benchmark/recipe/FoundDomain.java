package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.digit.DigitReader;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.EmbeddingReader;
import io.github.biwaa.data.LabelLocation;
import io.github.biwaa.data.ListedPicture;
import io.github.biwaa.samples.Features;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a user's copy holds of a domain. */
public final class FoundDomain {
    private final BenchmarkDomain domain;
    private final List<String> classes;
    private final Optional<Path> folder;
    private final Path base;
    private final List<ListedPicture> pictures;
    private final int[] counts;
    private final Optional<DigitReader> archive;
    private final List<String> remarks;

    private FoundDomain(
            BenchmarkDomain domain,
            List<String> classes,
            Optional<Path> folder,
            Path base,
            List<ListedPicture> pictures,
            int[] counts,
            Optional<DigitReader> archive,
            List<String> remarks) {
        this.domain = domain;
        this.classes = classes;
        this.folder = folder;
        this.base = base;
        this.pictures = List.copyOf(pictures);
        this.counts = counts;
        this.archive = archive;
        this.remarks = List.copyOf(remarks);
    }

    static FoundDomain ofPictures(
            BenchmarkDomain domain,
            List<String> classes,
            Path folder,
            Path base,
            List<ListedPicture> pictures,
            List<String> remarks) {
        int[] labels = pictures.stream()
                .mapToInt(picture -> picture.label().orElseThrow())
                .toArray();
        return new FoundDomain(
                domain,
                classes,
                Optional.of(folder),
                base,
                pictures,
                count(labels, classes.size()),
                Optional.empty(),
                remarks);
    }

    static FoundDomain ofArchive(BenchmarkDomain domain, List<String> classes, Path root, DigitReader archive) {
        return new FoundDomain(
                domain,
                classes,
                Optional.of(archive.file()),
                root,
                List.of(),
                count(archive.labels(), classes.size()),
                Optional.of(archive),
                List.of());
    }

    /** @throws BiwaaException if the files are no embeddings with labels, or have more classes */
    static FoundDomain ofEmbeddings(
            BenchmarkDomain domain, List<String> classes, Path root, Path features, Path labels) {
        DomainLocation location = new DomainLocation(
                features,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.of(LabelLocation.named(labels.toString())));
        int[] counts;
        try (Features samples = EmbeddingReader.readLabelled(location)) {
            counts = samples.countPerClass();
        }
        if (counts.length > classes.size()) {
            throw new BiwaaException("the labels " + labels + " have " + counts.length + " classes, the recipe has "
                    + classes.size() + ".");
        }
        return new FoundDomain(
                domain,
                classes,
                Optional.of(features),
                root,
                List.of(),
                Arrays.copyOf(counts, classes.size()),
                Optional.empty(),
                List.of());
    }

    static FoundDomain nothing(BenchmarkDomain domain, List<String> classes, Path root, String why) {
        return new FoundDomain(
                domain,
                classes,
                Optional.empty(),
                root,
                List.of(),
                new int[classes.size()],
                Optional.empty(),
                List.of(why));
    }

    private static int[] count(int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** @return which domain */
    public BenchmarkDomain domain() {
        return domain;
    }

    /** @return where it was found, if it was: the folder that holds the class folders, or the file that holds the samples */
    public Optional<Path> place() {
        return folder;
    }

    /** @return what the paths of the pictures are relative to */
    public Path base() {
        return base;
    }

    /** @return the pictures with their class numbers, ordered by class and name; none if they are still in an archive */
    public List<ListedPicture> pictures() {
        return pictures;
    }

    /** @return the published file that holds the pictures, if they are to be unpacked first */
    Optional<DigitReader> archive() {
        return archive;
    }

    /** @return how many pictures each class has, a copy */
    public int[] counts() {
        return counts.clone();
    }

    /** @return whether there is something of every class, so that one can train on it */
    public boolean usable() {
        for (int count : counts) {
            if (count == 0) {
                return false;
            }
        }
        return true;
    }

    /** @return what differs from the published copy, one sentence each; none if nothing does */
    public List<String> differences() {
        List<String> differences = new ArrayList<>(remarks);
        if (folder.isEmpty()) {
            return differences;
        }
        for (int k = 0; k < counts.length; k++) {
            int expected = domain.counts().get(k);
            if (counts[k] == 0 && expected > 0) {
                differences.add(domain.name() + ": class " + classes.get(k) + " is missing, expected " + expected + " "
                        + domain.kind() + " in " + folder.get() + ".");
            } else if (counts[k] < expected) {
                differences.add(domain.name() + ": class " + classes.get(k) + " has " + counts[k] + " " + domain.kind()
                        + ", " + (expected - counts[k]) + " fewer than the published " + expected + ".");
            } else if (counts[k] > expected) {
                differences.add(domain.name() + ": class " + classes.get(k) + " has " + counts[k] + " " + domain.kind()
                        + ", " + (counts[k] - expected) + " more than the published " + expected + ".");
            }
        }
        return differences;
    }
}
