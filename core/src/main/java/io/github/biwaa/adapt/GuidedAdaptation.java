package io.github.biwaa.adapt;

import static io.github.biwaa.settings.DataSettings.HOLD_OUT;
import static io.github.biwaa.settings.DataSettings.SKIP_BROKEN;
import static io.github.biwaa.settings.MachineSettings.CHECKPOINT_EVERY;
import static io.github.biwaa.settings.TrainingSettings.FROZEN_VIEWS;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adapt.AdaptationAnswer.Trained;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.ExclusiveLock;
import io.github.biwaa.image.cache.CacheDirectory;
import io.github.biwaa.model.Json;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TrainingListener;
import io.github.biwaa.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From two folders of pictures to a model one can trust: looks at the data, measures the machine, makes a plan that fits the time, trains source-only and
 * adaptation methods, and chooses among them without labels of the target. Each training is an ordinary run folder below {@code out}; {@code plan.json}
 * says what was decided, so that the same call after an interruption continues.
 *
 * @param source the labelled pictures: a folder per class, or a list
 * @param target the other pictures; labels, if there are any, are used for reporting alone
 * @param out where everything goes
 * @param seconds that everything may take, above 0
 * @param network the network to use; empty to choose
 * @param cache the folder of decoded pictures and downloaded weights; empty for the user's
 */
public record GuidedAdaptation(
        Path source, Path target, Path out, double seconds, Optional<Network> network, Optional<Path> cache) {
    private static final String PLAN = "plan.json";
    private static final double HELD_OUT = 0.2;
    private static final int STEPS_PER_CHECKPOINT = 100;

    /**
     * A network that was chosen by name.
     *
     * @param backbone its name
     * @param weights what it starts from
     */
    public record Network(String backbone, WeightsChoice weights) {}

    /** Checks the time. */
    public GuidedAdaptation {
        if (!(seconds > 0)) {
            throw new InvalidSettingException("time: " + seconds + " s, expected more than 0");
        }
    }

    /**
     * Does everything, or what is left of it.
     *
     * @param events told what is found and decided; may stop the work, which the same call continues
     * @throws InvalidSettingException if the time is too short
     * @throws io.github.biwaa.StoppedException if that was asked for
     * @throws BiwaaException if something about the data is wrong, {@code out} holds something else, or there are no weights
     */
    @SuppressWarnings("try") // the lock is held, not used
    public AdaptationAnswer run(AdaptationEvents events) {
        long start = System.nanoTime();
        refuseOtherContent();
        try (Domains<Samples> samples = adaptation().data().read()) {
            Domains<Pictures> domains = pictures(samples);
            Optional<AdaptationPlan> earlier = earlierPlan();
            AdaptationPlan plan = earlier.isPresent() ? earlier.get() : null;
            List<Planner.Candidate> candidates = plan == null ? candidates(domains, events) : List.of();
            if (plan == null) {
                // Times that are too short are refused before anything takes long.
                plan(candidates, domains, start);
            }
            String backbone = plan == null ? candidates.get(0).backbone() : plan.backbone();
            DataReview review = review(domains, backbone, events);
            events.reviewed(review);
            if (plan == null) {
                plan = plan(candidates, domains, start);
            }
            return train(plan, earlier.isPresent(), review, samples, start, events);
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private AdaptationAnswer train(
            AdaptationPlan plan,
            boolean continued,
            DataReview review,
            Domains<Samples> samples,
            long start,
            AdaptationEvents events) {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BiwaaException("cannot make the folder " + out + ": " + AtomicFile.reason(e) + ".", e);
        }
        events.planned(plan, continued);
        try (ExclusiveLock lock = lock()) {
            Json.write(out.resolve(PLAN), plan);
            List<Trained> trained = new ArrayList<>();
            List<String> leftOut = new ArrayList<>();
            for (String method : plan.methods()) {
                double left = seconds - (System.nanoTime() - start) / 1e9;
                boolean finished = isFinished(method, plan);
                if (finished || trained.size() < 2 || left > plan.seconds(method)) {
                    trained.add(train(method, plan, samples, events));
                } else {
                    leftOut.add(method);
                }
            }
            Trained best = trained.get(
                    ModelChoice.best(trained.stream().map(Trained::run).toList()));
            return new Answering(out, review, samples.source().classes()).answer(trained, leftOut, best);
        }
    }

    private ExclusiveLock lock() {
        try {
            return ExclusiveLock.acquireOrRefuse(out.resolve(".lock"), "the folder " + out);
        } catch (IOException e) {
            throw new BiwaaException("cannot write to " + out + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private boolean isFinished(String method, AdaptationPlan plan) {
        return new RunFolder(out.resolve(method)).finishedRuns().size() >= AdaptationPlan.runs(method);
    }

    private Trained train(String method, AdaptationPlan plan, Domains<Samples> samples, AdaptationEvents events) {
        Path folder = out.resolve(method);
        Adaptation adaptation = adaptation()
                .method(method)
                .backbone(plan.backbone())
                .weights(WeightsChoice.named(plan.weights()))
                .views(plan.views())
                .runs(AdaptationPlan.runs(method))
                .iterations(plan.iterations())
                .set(HOLD_OUT, HELD_OUT)
                .set(CHECKPOINT_EVERY, STEPS_PER_CHECKPOINT)
                .out(folder)
                .existing(RunFolder.Existing.RESUME);
        if (plan.frozen()) {
            adaptation.freeze("backbone").set(FROZEN_VIEWS, plan.frozenViews());
        }
        TrainingConfiguration configuration = adaptation.configuration(samples);
        TrainingListener listener = events.training(method, configuration);
        try {
            TrainingResult result = adaptation.listener(listener).train(samples);
            RunSummary run = result.lastRun();
            return new Trained(method, folder, run, ModelChoice.estimate(run));
        } finally {
            events.trained(method);
        }
    }

    private Adaptation adaptation() {
        Adaptation adaptation = Adaptation.of(DomainLocation.of(source), DomainLocation.of(target))
                .set(SKIP_BROKEN, true);
        cache.ifPresent(adaptation::cache);
        return adaptation;
    }

    private Domains<Pictures> pictures(Domains<Samples> samples) {
        return samples.map(one -> {
            if (one instanceof Pictures pictures) {
                return pictures;
            }
            throw new BiwaaException(one.name()
                    + " is no folder of pictures. Embeddings are adapted by: biwaa train --source FILE --target FILE.");
        });
    }

    private List<Planner.Candidate> candidates(Domains<Pictures> domains, AdaptationEvents events) {
        Placement placement = new Placement(DeviceChoice.AUTO.resolve(), Precision.FLOAT32);
        int classes = domains.source().classes().size();
        return network.map(named -> List.of(
                        NetworksAtHand.candidate(Backbones.of(named.backbone()), named.weights(), classes, placement)))
                .orElseGet(() -> new NetworksAtHand(cacheFolder(), events).published(classes, placement));
    }

    private AdaptationPlan plan(List<Planner.Candidate> candidates, Domains<Pictures> domains, long start) {
        double left = seconds - (System.nanoTime() - start) / 1e9;
        return new Planner(domains.source().size(), domains.target().size(), left)
                .plan(candidates, absolute(source), absolute(target), seconds);
    }

    private DataReview review(Domains<Pictures> domains, String backbone, AdaptationEvents events) {
        Adaptation adaptation = adaptation().backbone(backbone);
        return DataReview.of(
                domains,
                new Domains<>(source, target),
                adaptation.configuration(domains).preprocessing().orElseThrow(),
                cacheFolder(),
                events);
    }

    private Path cacheFolder() {
        return cache.orElseGet(CacheDirectory::standard);
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private Optional<AdaptationPlan> earlierPlan() {
        Path file = out.resolve(PLAN);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        AdaptationPlan plan = Json.read(file, AdaptationPlan.class);
        if (!plan.source().equals(absolute(source)) || !plan.target().equals(absolute(target))) {
            throw new BiwaaException(out + " holds an adaptation of " + plan.source() + " to " + plan.target()
                    + ". Choose another --out.");
        }
        if (network.isPresent() && !network.get().backbone().equals(plan.backbone())) {
            throw new BiwaaException(
                    out + " holds an adaptation with the backbone " + plan.backbone() + ". Choose another --out.");
        }
        return Optional.of(plan);
    }

    private void refuseOtherContent() {
        if (!Files.exists(out.resolve(PLAN)) && new RunFolder(out).holdsWork()) {
            throw new BiwaaException(out + " holds a training. Choose another --out.");
        }
    }
}
