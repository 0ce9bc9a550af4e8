package io.github.biwaa.report;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What trainings of one page are called: by the last part of their paths, or by as many as it takes to tell them apart. */
final class DistinctNames {

    private DistinctNames() {}

    /** @return the trainings, in order, under names that differ: those of a sweep all lie in folders such as {@code seed-42} */
    static List<ReportedTraining> of(List<ReportedTraining> trainings) {
        List<Path> paths = trainings.stream()
                .map(training ->
                        training.record().folder().path().toAbsolutePath().normalize())
                .toList();
        int deepest = paths.stream().mapToInt(Path::getNameCount).max().orElse(0);
        int parts = 1;
        while (parts < deepest && !differ(paths, parts)) {
            parts++;
        }
        if (parts == 1) {
            return trainings;
        }
        int shown = parts;
        return IntStream.range(0, trainings.size())
                .mapToObj(i -> trainings.get(i).named(end(paths.get(i), shown)))
                .toList();
    }

    private static boolean differ(List<Path> paths, int parts) {
        Set<String> seen = new HashSet<>();
        return paths.stream().allMatch(path -> seen.add(end(path, parts)));
    }

    /** @return the last parts of a path, with slashes on every system */
    private static String end(Path path, int parts) {
        int count = path.getNameCount();
        return IntStream.range(Math.max(0, count - parts), count)
                .mapToObj(i -> path.getName(i).toString())
                .collect(Collectors.joining("/"));
    }
}
