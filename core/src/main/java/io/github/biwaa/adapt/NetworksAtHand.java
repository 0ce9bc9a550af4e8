package io.github.biwaa.adapt;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.StoppedException;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.training.setup.StartingFile;
import io.github.biwaa.training.setup.WeightsAtHand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which pretrained networks there are: the one that was named, or published ones, downloaded or not yet. */
final class NetworksAtHand {
    /** How many times as fast bfloat16 must be; small networks gain little. */
    private static final double WORTH_LESS_PRECISION = 1.3;

    private final Machine machine;
    private final Path cache;
    private final Progress progress;

    /** @param cache the folder in which published weights are kept */
    NetworksAtHand(Machine machine, Path cache, Progress progress) {
        this.machine = machine;
        this.cache = cache;
        this.progress = progress;
    }

    /**
     * Measures networks. A slow one is not measured where a download fails.
     *
     * @param classes of the classifier
     * @return from the best on, at least one; their weights are here
     * @throws BiwaaException if there are no weights here and none can be downloaded
     */
    List<Planner.Candidate> published(int classes, Placement placement) {
        List<Planner.Candidate> found = new ArrayList<>();
        @Nullable BiwaaException missing = null;
        boolean online = true;
        for (String name : GuidedAdaptation.NETWORKS) {
            try {
                BackboneKind kind = Backbones.of(name);
                if (online || WeightsAtHand.isIn(cache, kind)) {
                    found.add(candidate(kind, WeightsChoice.IMAGENET, classes, placement));
                }
            } catch (StoppedException stopped) {
                throw stopped;
            } catch (BiwaaException e) {
                // One refusal is enough: whoever is offline waits once.
                online = false;
                missing = e;
            }
        }
        if (found.isEmpty()) {
            throw new BiwaaException(
                    "there are no pretrained weights on this machine, and they cannot be downloaded. Give a file of"
                            + " yours: --backbone NAME --weights FILE.\n"
                            + requireNonNull(missing).getMessage(),
                    missing);
        }
        return found;
    }

    /**
     * @return a network, measured; its weights are here; in bfloat16 where the processor is much faster so
     * @throws InvalidSettingException if there are no weights to start from
     */
    Planner.Candidate candidate(BackboneKind kind, WeightsChoice weights, int classes, Placement placement) {
        if (StartingFile.of(weights, kind, cache, progress).isEmpty()) {
            throw new InvalidSettingException(
                    "weights: none for " + kind.name() + "; expected those of a network that has learnt already");
        }
        progress.noted("Measuring this machine with " + kind.name() + " ...");
        MachineSpeed speed = machine.speed(kind, classes, placement);
        if (placement.device().isCpu() && machine.hasBfloat16()) {
            MachineSpeed faster = machine.speed(kind, classes, new Placement(placement.device(), Precision.BF16));
            if (WORTH_LESS_PRECISION * faster.secondsPerView() <= speed.secondsPerView()) {
                return new Planner.Candidate(kind.name(), weights.setting(), Precision.BF16, faster);
            }
        }
        return new Planner.Candidate(kind.name(), weights.setting(), placement.precision(), speed);
    }
}
