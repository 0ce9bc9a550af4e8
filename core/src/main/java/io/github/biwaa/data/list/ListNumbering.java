package io.github.biwaa.data.list;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the class numbers of a list mean. Usually they are the classes' own, from 0; some lists begin at 1 or leave numbers out.
 *
 * @param labels class numbers from 0, without gaps
 * @param classes their names
 */
public record ListNumbering(int[] labels, List<String> classes) {
    private static final Logger LOG = LoggerFactory.getLogger(ListNumbering.class);

    /** Numbers decide the classes: those that occur, in their order. Without a file, names come from folders, else they are the numbers themselves. */
    public static ListNumbering ofSource(ListFile list, int[] numbers, Optional<List<String>> names) {
        int[] used = Arrays.stream(numbers).distinct().sorted().toArray();
        int largest = used[used.length - 1];
        boolean fromOne = used[0] == 1 && used.length == largest;
        if (names.isPresent()) {
            boolean shifted = fromOne && names.get().size() == largest;
            return new ListNumbering(shifted ? shifted(numbers) : numbers, names.get());
        }
        List<String> all = ClassNames.fromFolders(list.pictures(), numbers);
        List<String> classes = Arrays.stream(used).mapToObj(all::get).toList();
        if (fromOne) {
            LOG.info("{}: class numbers begin at 1; number 1 is the class {}", list.file(), classes.get(0));
        } else if (used.length <= largest) {
            LOG.warn(
                    "{}: {} class numbers up to {} do not occur, such as {}; there are {} classes",
                    list.file(),
                    largest + 1 - used.length,
                    largest,
                    IntStream.rangeClosed(0, largest)
                            .filter(number -> Arrays.binarySearch(used, number) < 0)
                            .findFirst()
                            .orElseThrow(),
                    classes.size());
        }
        return new ListNumbering(
                Arrays.stream(numbers)
                        .map(number -> Arrays.binarySearch(used, number))
                        .toArray(),
                classes);
    }

    /**
     * Numbers follow a source's. They are taken as they are unless they are names of classes themselves, or begin at 1, or the folders of all
     * pictures say which class each number is.
     */
    public static int[] ofTarget(ListFile list, int[] numbers, List<String> classes) {
        int largest = Arrays.stream(numbers).max().orElseThrow();
        if (classes.stream().allMatch(name -> name.matches("\\d{1,5}"))) {
            int[] byName = Arrays.stream(numbers)
                    .map(number -> classes.indexOf(Integer.toString(number)))
                    .toArray();
            return Arrays.stream(byName).allMatch(k -> k >= 0) ? byName : numbers;
        }
        int[] inFolders = ClassNames.commonFolders(list.pictures(), numbers).stream()
                .mapToInt(folder -> folder.map(classes::indexOf).orElse(-1))
                .toArray();
        int[] used = Arrays.stream(numbers).distinct().sorted().toArray();
        boolean fromOne = used[0] == 1
                && largest <= classes.size()
                && Arrays.stream(used).allMatch(number -> inFolders[number] < 0 || inFolders[number] == number - 1);
        if (fromOne && (largest == classes.size() || Arrays.stream(used).anyMatch(number -> inFolders[number] >= 0))) {
            return shifted(numbers);
        }
        boolean told = largest >= classes.size()
                && Arrays.stream(used).allMatch(number -> inFolders[number] >= 0)
                && IntStream.range(1, used.length).allMatch(i -> inFolders[used[i - 1]] < inFolders[used[i]]);
        return told ? Arrays.stream(numbers).map(number -> inFolders[number]).toArray() : numbers;
    }

    private static int[] shifted(int[] numbers) {
        return Arrays.stream(numbers).map(number -> number - 1).toArray();
    }
}
