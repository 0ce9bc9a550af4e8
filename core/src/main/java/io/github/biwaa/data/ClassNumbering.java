package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.list.ClassNames;
import io.github.biwaa.samples.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which label of embeddings means which class: decided by the source, held to by the target. Numbers begin at 0 or 1 and leave none out, and a class
 * without a name is called by its number; names are numbered in their alphabetical order, or in that of a file of class names.
 */
final class ClassNumbering {
    private static final Logger LOG = LoggerFactory.getLogger(ClassNumbering.class);

    private static final String OF_THE_SOURCE =
            "the source has no other class. Label both alike, or set target-unlabelled to go without the target's"
                    + " labels";

    private final List<String> classes;
    private final String expected;
    private final String advice;
    private final Map<String, Integer> classOf = new HashMap<>();

    private ClassNumbering(List<String> classes, List<String> labels, String expected, String advice) {
        this.classes = classes;
        this.expected = expected;
        this.advice = advice;
        for (int k = 0; k < labels.size(); k++) {
            classOf.put(labels.get(k), k);
        }
    }

    /**
     * @param labels of the source
     * @param classesFile names of the classes in the order of their numbers; empty to take the labels for names
     * @throws BiwaaException if there are fewer than two classes, or one without samples
     */
    static ClassNumbering of(SampleLabels labels, Optional<Path> classesFile) {
        Optional<List<String>> names = classesFile.map(ClassNames::read);
        ClassNumbering numbering = labels.numbers() ? byNumber(labels, names) : byName(labels, names);
        if (numbering.classes.size() < 2) {
            throw new BiwaaException("the labels " + labels.title() + " have only the class "
                    + Names.some(numbering.classes) + ". Expected at least two classes.");
        }
        List<String> empty = new ArrayList<>(numbering.classes);
        int[] used = numbering.resolve(labels, "the file of class names lists no other");
        for (int label : Arrays.stream(used).distinct().toArray()) {
            empty.remove(numbering.classes.get(label));
        }
        if (!empty.isEmpty()) {
            throw new BiwaaException("the labels " + labels.title() + " have no sample of class " + Names.some(empty)
                    + ". Every class needs at least one; class numbers begin at 0 or 1 and leave none out.");
        }
        return numbering;
    }

    /** @return a numbering by the names of a model's classes; of numbers, which are names where the model has no others, too */
    static ClassNumbering named(List<String> classes) {
        return new ClassNumbering(classes, classes, Names.some(classes), "the model has no other class");
    }

    private static ClassNumbering byNumber(SampleLabels labels, Optional<List<String>> names) {
        int[] values = labels.values().stream().mapToInt(Integer::parseInt).toArray();
        int largest = Arrays.stream(values).max().orElseThrow();
        int first = Arrays.stream(values).anyMatch(value -> value == 0) ? 0 : 1;
        List<String> numbers = IntStream.rangeClosed(first, largest)
                .mapToObj(Integer::toString)
                .toList();
        List<String> classes = names.orElse(numbers);
        if (classes.size() < numbers.size()) {
            throw labels.wrong(
                    labels.values().indexOf(Integer.toString(largest)),
                    "but there are " + classes.size() + " class names, for numbers from " + first
                            + ". Correct the labels or the file of class names");
        }
        return new ClassNumbering(classes, numbers, first + " to " + (first + classes.size() - 1), OF_THE_SOURCE);
    }

    private static ClassNumbering byName(SampleLabels labels, Optional<List<String>> names) {
        List<String> classes =
                names.orElseGet(() -> labels.values().stream().sorted().toList());
        return new ClassNumbering(classes, classes, Names.some(classes), OF_THE_SOURCE);
    }

    /** @return the names of the classes */
    List<String> classes() {
        return classes;
    }

    /**
     * @param labels of source or target, or of samples to classify
     * @return the class number of every sample, from 0
     * @throws BiwaaException if a label means no class; the message names the first sample that has it
     */
    int[] of(SampleLabels labels) {
        return resolve(labels, advice);
    }

    /** @return whether all labels are classes; a warning says which is none */
    boolean covers(SampleLabels labels, Path file) {
        List<String> unknown = labels.values().stream()
                .filter(label -> !classOf.containsKey(label))
                .toList();
        if (!unknown.isEmpty()) {
            LOG.warn("{}: the model has no class {}. The samples are taken as unlabelled.", file, Names.some(unknown));
        }
        return unknown.isEmpty();
    }

    private int[] resolve(SampleLabels labels, String why) {
        int[] classOfCode = new int[labels.values().size()];
        for (int code = 0; code < classOfCode.length; code++) {
            String label = labels.values().get(code);
            Integer known = classOf.get(label);
            if (known == null) {
                // Names for the target of a source with numbers that a file names.
                int named = labels.numbers() ? -1 : classes.indexOf(label);
                if (named < 0) {
                    throw labels.wrong(code, "expected " + expected + "; " + why);
                }
                known = named;
            }
            classOfCode[code] = known;
        }
        return Arrays.stream(labels.codes()).map(code -> classOfCode[code]).toArray();
    }
}
