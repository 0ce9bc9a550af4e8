package io.github.biwaa.report;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.report.evidence.RecordedRun;
import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.run.WorkAtHand;
import io.github.biwaa.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a training is.
 *
 * @param runs how many there will be
 * @param share of all that is done, 0 to 1; of all steps where nothing else is known
 * @param finished whether nothing is left
 * @param secondsLeft as the training estimates it, or at the speed of the current run; empty if not known
 * @param imagesPerSecond of the last logged step; empty before there is one
 * @param work what is being done; empty if the training does not say so
 * @param silence since anything was written about it; empty if there is nothing
 */
record TrainingProgress(
        int runs,
        double share,
        boolean finished,
        Optional<Double> secondsLeft,
        Optional<Double> imagesPerSecond,
        Optional<WorkAtHand> work,
        Optional<Duration> silence) {
    /** A training that writes nothing for so long is scoring a large target, or it was stopped. */
    private static final Duration LONG_SILENCE = Duration.ofSeconds(60);

    static TrainingProgress of(RecordedTraining training, Instant now) {
        int runs = Math.max(
                chains(training) ? training.number("runs") : 1, training.runs().size());
        int iterations = training.iterations();
        long all = (long) Math.max(1, runs) * Math.max(1, iterations);
        long done = 0;
        Optional<Double> secondsPerStep = Optional.empty();
        Optional<Double> speed = Optional.empty();
        Optional<Duration> silence = Optional.empty();
        boolean finished = runs > 0;
        for (int r = 0; r < runs; r++) {
            RecordedRun run = r < training.runs().size() ? training.runs().get(r) : null;
            finished &= run != null && run.summary().isPresent();
            if (run == null) {
                continue;
            }
            double steps = run.metrics().last("iteration").map(last -> last + 1).orElse(0.0);
            done += run.summary().isPresent() ? iterations : (long) steps;
            if (steps > 0) {
                secondsPerStep = run.metrics().last("seconds").map(seconds -> seconds / steps);
                speed = run.metrics().last("imagesPerSecond");
                silence = age(training.folder().metrics(r), now);
            }
        }
        Optional<WorkAtHand> work = training.folder().workAtHand();
        if (work.isPresent()) {
            silence = age(training.folder().progress(), now);
        }
        long left = Math.max(0, all - done);
        Optional<Double> ofSteps = secondsPerStep.map(each -> each * left);
        return new TrainingProgress(
                runs,
                Math.max(
                        Math.min(1, done / (double) all),
                        work.map(WorkAtHand::share).orElse(0.0)),
                finished,
                finished ? Optional.empty() : work.map(WorkAtHand::secondsLeft).or(() -> ofSteps),
                speed,
                work,
                silence);
    }

    private static boolean chains(RecordedTraining training) {
        try {
            return TrainingSettings.chain(training.settings()).runs(2) > 1;
        } catch (BiwaaException e) {
            // A method or chain of somebody's own that is not on this class path.
            return false;
        }
    }

    private static Optional<Duration> age(Path file, Instant now) {
        try {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return Optional.of(Duration.between(written, now));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @return whether it should have written something by now */
    boolean silent() {
        return !finished && silence.isPresent() && silence.get().compareTo(LONG_SILENCE) > 0;
    }
}
