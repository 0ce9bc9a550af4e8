package io.github.biwaa.adapt;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.adapt.AdaptationAnswer.Trained;
import io.github.biwaa.data.LabelTable;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Links;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What to train when a review has labelled pictures since: the best training without labels once more, with a copy of the labels as they are now. */
final class LabelledTraining {
    private LabelledTraining() {}

    /**
     * @param out the folder of the adaptation, in which the labels are
     * @param trained the finished trainings, at least one
     * @return empty if there are no labels, or the last training that learnt from some learnt from the same
     * @throws BiwaaException if they cannot be read or copied
     */
    static Optional<PlannedTraining> next(Path out, AdaptationPlan plan, List<Trained> trained) {
        Path labels = out.resolve(LabelTable.FILE);
        List<PlannedTraining> earlier =
                plan.trainings().stream().filter(one -> one.labels() != null).toList();
        try {
            Links.refuse(out, labels);
            boolean same = !Files.exists(labels)
                    || !earlier.isEmpty()
                            && sameContent(labels, out.resolve(last(earlier).labels()));
            if (same) {
                return Optional.empty();
            }
            int number = earlier.size() + 1;
            PlannedTraining base = Trained.best(trained.stream()
                            .filter(one -> one.planned().labels() == null)
                            .toList())
                    .planned();
            PlannedTraining next = new PlannedTraining(
                    base.name() + "-labelled-" + number,
                    base.method(),
                    base.frozen(),
                    base.iterations(),
                    "labels-" + number + ".csv");
            AtomicFile.writeText(out.resolve(next.labels()), Files.readString(labels));
            return Optional.of(next);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the labels " + labels + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private static boolean sameContent(Path one, Path other) throws IOException {
        return Files.exists(other) && Files.mismatch(one, other) < 0;
    }

    private static PlannedTraining last(List<PlannedTraining> trainings) {
        return trainings.get(trainings.size() - 1);
    }
}
