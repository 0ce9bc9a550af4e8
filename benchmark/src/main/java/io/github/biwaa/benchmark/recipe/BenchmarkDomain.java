package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.benchmark.digit.DigitArchive;
import io.github.biwaa.setting.SampleKind;
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
 * @param embeddings the files that hold its samples, if they are no pictures
 * @param counts how many samples each class has, in the order of the classes
 */
public record BenchmarkDomain(
        String key,
        String name,
        List<String> folders,
        List<String> lists,
        Optional<DigitArchive> archive,
        Optional<EmbeddingFiles> embeddings,
        List<Integer> counts) {

    /**
     * Files of embeddings, below the root of the data.
     *
     * @param features a row per sample
     * @param labels the class number of each row, from 0
     */
    public record EmbeddingFiles(String features, String labels) {}

    /** Copies what could change. */
    public BenchmarkDomain {
        folders = List.copyOf(folders);
        lists = List.copyOf(lists);
        counts = List.copyOf(counts);
    }

    /** @return what its samples are */
    public SampleKind kind() {
        return embeddings.isPresent() ? SampleKind.EMBEDDINGS : SampleKind.PICTURES;
    }

    /** @return the number of samples of the published copy */
    public int size() {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }
}
