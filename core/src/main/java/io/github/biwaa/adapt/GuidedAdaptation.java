package io.github.biwaa.adapt;

import static io.github.biwaa.settings.DataSettings.HOLD_OUT;
import static io.github.biwaa.settings.DataSettings.RENAME;
import static io.github.biwaa.settings.DataSettings.SKIP_BROKEN;
import static io.github.biwaa.settings.DataSettings.TARGET_LABELLED;
import static io.github.biwaa.settings.MachineSettings.CHECKPOINT_EVERY;
import static io.github.biwaa.settings.MachineSettings.PRECISION;
import static io.github.biwaa.settings.TrainingSettings.FROZEN_VIEWS;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adapt.AdaptationAnswer.Trained;
import io.github.biwaa.data.ClassRenames;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Lease;
import io.github.biwaa.image.cache.CacheDirectory;
import io.github.biwaa.model.Json;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.run.RunFolder;
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
import io.github.biwaa.training.setup.TargetLabels;
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
 * @param renames which class a folder of source or target is, where its name is another
 */
public record GuidedAdaptation(
        Path source,
        Path target,
        Path out,
        double seconds,
        Optional<Network> network,
        Optional<Path> cache,
        ClassRenames renames) {
    /** The names of the backbones that are chosen from if none is named, from the best on by their accuracy on ImageNet. */
    public static final List<String> NETWORKS = List.of("resnet50", "mobilenet_v2", "squeezenet1_0");

    private static final String PLAN = "plan.json";
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
     * @throws StoppedException if that was asked for
     * @throws BiwaaException if something about the data is wrong, {@code out} holds something else, or there are no weights
     */
    public AdaptationAnswer run(AdaptationEvents events) {
        return run(events, Machine.THIS);
    }

    AdaptationAnswer run(AdaptationEvents events, Machine machine) {
        TimeBudget budget = new TimeBudget(seconds, machine::nanoTime);
        refuseOtherContent();
        try (Domains<Samples> samples = adaptation().data().read()) {
            Domains<Pictures> domains = pictures(samples);
            Optional<AdaptationPlan> earlier = earlierPlan();
            AdaptationPlan plan = earlier.isPresent() ? earlier.get() : null;
            List<Planner.Candidate> candidates = plan == null ? candidates(domains, machine, events) : List.of();
            if (plan == null) {
                // Times that are too short are refused before anything takes long.
                plan(candidates, domains, budget);
            }
            Network seeing = plan == null
                    ? new Network(
                            candidates.get(0).backbone(),
                            WeightsChoice.named(candidates.get(0).weights()))
                    : new Network(plan.backbone(), WeightsChoice.named(plan.weights()));
            DataReview review = review(domains, seeing, events);
            events.reviewed(review);
            if (plan == null) {
                plan = plan(candidates, domains, budget);
            }
            return train(plan, earlier.isPresent(), review, samples, budget, events);
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private AdaptationAnswer train(
            AdaptationPlan first,
            boolean continued,
            DataReview review,
            Domains<Samples> samples,
            TimeBudget budget,
            AdaptationEvents events) {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BiwaaException("cannot make the folder " + out + ": " + AtomicFile.reason(e) + ".", e);
        }
        events.planned(first, continued);
        try (Lease lease = lease()) {
            Answering answering = new Answering(out, review, samples.source().classes());
            boolean open = !answering.isAnswered();
            AdaptationPlan plan = first;
            Json.write(out.resolve(PLAN), plan);
            events.planned(new AdaptationPhases(plan, open).after(0, budget.left()));
            List<Trained> trained = new ArrayList<>();
            for (PlannedTraining next : plan.trainings()) {
                lease.check();
                boolean needed = trained.size() < Planner.FEWEST_METHODS;
                train(next, new AdaptationPhases(plan, open), needed, samples, budget, events)
                        .ifPresent(trained::add);
            }
            while (open) {
                Optional<PlannedTraining> further = new FurtherTraining(plan, trained, budget.left()).next();
                if (further.isEmpty()) {
                    break;
                }
                plan = plan.with(further.get());
                Json.write(out.resolve(PLAN), plan);
                train(further.get(), new AdaptationPhases(plan, true), false, samples, budget, events)
                        .ifPresent(trained::add);
            }
            Optional<PlannedTraining> labelled =
                    LabelledTraining.next(out, plan, trained).filter(next -> canLearn(next, first, samples, events));
            if (labelled.isPresent()) {
                plan = plan.with(labelled.get());
                Json.write(out.resolve(PLAN), plan);
                train(labelled.get(), new AdaptationPhases(plan, false), true, samples, budget, events)
                        .ifPresent(trained::add);
            }
            events.planned(List.of());
            return answering.answer(plan, trained);
        }
    }

    /** Labels that nothing can be learnt from do not keep anybody from the answer. */
    private boolean canLearn(
            PlannedTraining next, AdaptationPlan plan, Domains<Samples> samples, AdaptationEvents events) {
        try {
            TargetLabels.read(adaptation(next, plan).configuration(samples), samples.target(), samples.target());
            return true;
        } catch (BiwaaException e) {
            events.noted("Labels are left out: " + e.getMessage());
            return false;
        }
    }

    private Lease lease() {
        try {
            return Lease.acquire(out.resolve(".lock"), out.resolve(".lease"), "the folder " + out);
        } catch (IOException e) {
            throw new BiwaaException("cannot write to " + out + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** @return what came of it; empty if there is too little time, and it is not needed */
    private Optional<Trained> train(
            PlannedTraining planned,
            AdaptationPhases phases,
            boolean needed,
            Domains<Samples> samples,
            TimeBudget budget,
            AdaptationEvents events) {
        AdaptationPlan plan = phases.plan();
        RunFolder folder = new RunFolder(out.resolve(planned.name()));
        boolean finished = folder.finishedRuns().size() >= planned.runs();
        if (!finished && !needed && budget.left() < plan.seconds(planned)) {
            return Optional.empty();
        }
        Adaptation adaptation = adaptation(planned, plan);
        TrainingConfiguration configuration = adaptation.configuration(samples);
        TrainingListener listener = events.training(planned, configuration);
        TrainingListener inPlan = TrainingListener.inPlan(
                listener, phases.seconds(planned), phases.after(plan.trainings().indexOf(planned) + 1, budget.left()));
        try {
            TrainingResult result =
                    adaptation.listener(needed ? inPlan : budget.within(inPlan)).train(samples);
            return Optional.of(Trained.of(planned, result));
        } catch (StoppedException stopped) {
            if (needed || listener.stopRequested() || budget.left() > 0) {
                throw stopped;
            }
            return Optional.empty();
        } finally {
            events.trained(planned);
        }
    }

    private Adaptation adaptation(PlannedTraining planned, AdaptationPlan plan) {
        Adaptation adaptation = adaptation()
                .method(planned.method())
                .backbone(plan.backbone())
                .weights(WeightsChoice.named(plan.weights()))
                .views(plan.views())
                .runs(planned.runs())
                .iterations(planned.iterations())
                .set(PRECISION, plan.precision())
                .set(HOLD_OUT, AdaptationPlan.HELD_OUT)
                .set(CHECKPOINT_EVERY, STEPS_PER_CHECKPOINT)
                .out(out.resolve(planned.name()))
                .existing(RunFolder.Existing.RESUME);
        if (planned.frozen()) {
            adaptation.freeze("backbone").set(FROZEN_VIEWS, plan.frozenViews());
        }
        if (planned.labels() != null) {
            adaptation.set(TARGET_LABELLED, out.resolve(planned.labels()));
        }
        return adaptation;
    }

    private Adaptation adaptation() {
        Adaptation adaptation = Adaptation.of(DomainLocation.of(source), DomainLocation.of(target))
                .set(SKIP_BROKEN, true);
        cache.ifPresent(adaptation::cache);
        if (!renames.equals(ClassRenames.NONE)) {
            adaptation.set(RENAME, renames);
        }
        return adaptation;
    }

    private Domains<Pictures> pictures(Domains<Samples> samples) {
        return samples.map(one -> {
            if (one instanceof Pictures pictures) {
                return pictures;
            }
            throw new BiwaaException(
                    one.name()
                            + " is not a folder of pictures. To adapt embeddings, use biwaa train --source FILE --target FILE.");
        });
    }

    private List<Planner.Candidate> candidates(Domains<Pictures> domains, Machine machine, AdaptationEvents events) {
        Placement placement = new Placement(DeviceChoice.AUTO.resolve(), Precision.FLOAT32);
        int classes = domains.source().classes().size();
        NetworksAtHand networks = new NetworksAtHand(machine, cacheFolder(), events);
        return network.map(named -> List.of(
                        networks.candidate(Backbones.of(named.backbone()), named.weights(), classes, placement)))
                .orElseGet(() -> networks.published(classes, placement));
    }

    private AdaptationPlan plan(List<Planner.Candidate> candidates, Domains<Pictures> domains, TimeBudget budget) {
        return new Planner(domains.source().size(), domains.target().size(), seconds - budget.spent())
                .plan(candidates, absolute(source), absolute(target), seconds);
    }

    private DataReview review(Domains<Pictures> domains, Network seeing, AdaptationEvents events) {
        Adaptation adaptation = adaptation().backbone(seeing.backbone()).weights(seeing.weights());
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
