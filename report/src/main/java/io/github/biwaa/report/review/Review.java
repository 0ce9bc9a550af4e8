package io.github.biwaa.report.review;

import io.github.biwaa.Progress;
import io.github.biwaa.data.LabelTable;
import io.github.biwaa.data.LabelTable.Row;
import io.github.biwaa.evaluation.MeasuredAccuracy;
import io.github.biwaa.random.SeedSequence;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Asks about the target's pictures of a run, and keeps the answers in its folder. Several people may answer at once. */
public final class Review {
    /** More browsers than that do not wait for each other. */
    private static final int MOST_ASKED = 100;

    private final ReviewedRun run;
    private final int[] order;
    private final int random;
    private final ReviewLabels labels;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, Integer> given = new HashMap<>();
    private final Set<Integer> skipped = new HashSet<>();
    private final Map<String, Integer> asked = new LinkedHashMap<>();

    /**
     * A picture that somebody is asked about.
     *
     * @param number of the picture
     * @param file where it lies, or lay
     * @param name its path below the target's folder
     * @param random whether it was drawn at random
     * @param label the class number that was given, {@link LabelTable#NONE} for none of the classes; empty if none was
     */
    public record Question(int number, Path file, String name, boolean random, Optional<Integer> label) {}

    /**
     * How far the review is.
     *
     * @param labelled pictures that have a label
     * @param measured how often the model is right on those of the random sample that it has not learnt from; pictures of none of the classes are wrong
     * @param randomLeft pictures of the random sample that have no label
     * @param left pictures that have no label
     * @param skipped pictures that were skipped since the review was opened
     */
    public record Standing(int labelled, MeasuredAccuracy measured, int randomLeft, int left, int skipped) {}

    private Review(ReviewedRun run, int random) {
        this.run = run;
        this.random = Math.min(random, run.files().size());
        this.order = ReviewOrder.of(run.probabilities(), this.random, new SeedSequence(run.seed()));
        this.labels = new ReviewLabels(run.folder(), run.classes());
        for (int picture = 0; picture < run.names().size(); picture++) {
            numbers.putIfAbsent(run.names().get(picture), picture);
        }
        take(labels.read());
    }

    /**
     * Opens a review, with the labels that were given earlier.
     *
     * @param path the folder of a training on pictures, or that of several whose summary.json names the best
     * @param random how many pictures are drawn at random before others are chosen, at least 0
     * @param progress told how decoding goes, if pictures have to be decoded to know which are broken
     * @throws io.github.biwaa.BiwaaException if there is no finished run on pictures, the pictures are not those of the training, or the labels are of
     *     other classes
     */
    public static Review open(Path path, int random, Progress progress) {
        return new Review(ReviewedRun.read(path, progress), random);
    }

    /** @return the names of the classes */
    public List<String> classes() {
        return run.classes();
    }

    /** @return whether pictures are turned by their EXIF orientation */
    public boolean upright() {
        return run.upright();
    }

    /** @return the table of labels */
    public Path file() {
        return labels.file();
    }

    /**
     * The next picture for somebody: the one that he has not answered yet, or else the first that has no label, was not skipped and is not before somebody
     * else.
     *
     * @param person tells browsers apart
     * @return empty if nothing is left
     */
    public synchronized Optional<Question> next(String person) {
        Integer open = asked.remove(person);
        Optional<Integer> next = open != null && !done(open)
                ? Optional.of(open)
                : IntStream.of(order)
                        .filter(picture -> !done(picture) && !asked.containsValue(picture))
                        .boxed()
                        .findFirst()
                        .or(() -> IntStream.of(order)
                                .filter(picture -> !done(picture))
                                .boxed()
                                .findFirst());
        next.ifPresent(picture -> {
            asked.put(person, picture);
            asked.keySet().stream()
                    .limit(Math.max(0, asked.size() - MOST_ASKED))
                    .toList()
                    .forEach(asked::remove);
        });
        return next.map(this::question);
    }

    private boolean done(int picture) {
        return given.containsKey(picture) || skipped.contains(picture);
    }

    /** @throws IllegalArgumentException if there is no such picture */
    public synchronized Question question(int picture) {
        check(picture, run.files().size());
        return new Question(
                picture,
                run.files().get(picture),
                run.names().get(picture),
                isRandom(picture),
                Optional.ofNullable(given.get(picture)));
    }

    private boolean isRandom(int picture) {
        return IntStream.of(order).limit(random).anyMatch(one -> one == picture);
    }

    /**
     * Writes a label; it is on the disk when this returns.
     *
     * @param label a class number, or {@link LabelTable#NONE}
     * @throws IllegalArgumentException if there is no such picture or class
     * @throws io.github.biwaa.BiwaaException if it cannot be written
     */
    public synchronized void label(int picture, int label) {
        check(picture, run.files().size());
        check(label - LabelTable.NONE, run.classes().size() - LabelTable.NONE);
        take(labels.put(new Row(0, run.names().get(picture), label, isRandom(picture))));
    }

    /**
     * Asks about another picture until the review is opened again.
     *
     * @throws IllegalArgumentException if there is no such picture
     */
    public synchronized void skip(int picture) {
        check(picture, run.files().size());
        skipped.add(picture);
    }

    private static void check(int number, int size) {
        if (number < 0 || number >= size) {
            throw new IllegalArgumentException("number " + number + " of " + size);
        }
    }

    /** Other processes' labels count as well. */
    private void take(List<Row> rows) {
        for (Row row : rows) {
            Integer picture = numbers.get(row.path());
            if (picture != null) {
                given.put(picture, row.label());
            }
        }
    }

    /** @return how far the review is */
    public synchronized Standing standing() {
        int[] sample = IntStream.of(order).limit(random).toArray();
        int[] measuring = IntStream.of(sample)
                .filter(picture -> given.containsKey(picture) && !run.learnt().contains(picture))
                .toArray();
        int right = (int) IntStream.of(measuring)
                .filter(picture -> Objects.equals(given.get(picture), run.predicted(picture)))
                .count();
        return new Standing(
                given.size(),
                new MeasuredAccuracy(right, measuring.length),
                (int) IntStream.of(sample)
                        .filter(picture -> !given.containsKey(picture))
                        .count(),
                run.files().size() - given.size(),
                (int) skipped.stream()
                        .filter(picture -> !given.containsKey(picture))
                        .count());
    }
}
