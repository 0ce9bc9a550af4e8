package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.benchmark.digit.DigitArchive;
import java.util.List;
import java.util.Optional;

/**
 * One domain of a benchmark, and what the published copy of it looks like.
 *
 * @param key what tasks call it, such as A
 * @param name for people and for files, such as amazon
 * @param folders what its folder is called; capitals, blanks, hyphens and underscores make no difference
 * @param lists names of list files of which the first one found says which pictures belong to it; none to take all pictures
 * @param archive the published files that hold its pictures, if they are no picture files
 * @param counts how many pictures each class has, in the order of the classes
 */
public record BenchmarkDomain(
        String key,
        String name,
        List<String> folders,
        List<String> lists,
        Optional<DigitArchive> archive,
        List<Integer> counts) {

    /** Copies what could change. */
    public BenchmarkDomain {
        folders = List.copyOf(folders);
        lists = List.copyOf(lists);
        counts = List.copyOf(counts);
    }

    /** @return the number of pictures of the published copy */
    public int size() {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }
}
