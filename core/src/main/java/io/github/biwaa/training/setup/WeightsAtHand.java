package io.github.biwaa.training.setup;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.backbone.HubFolder;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.weights.HubCache;
import io.github.biwaa.weights.HubModel;
import io.github.biwaa.weights.WeightCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Weights that were downloaded.
 *
 * @param weights what chooses them: {@code imagenet}, or the model of the hub at its commit
 * @param backbone the name of the one that they are for
 * @param licence as those who publish them state it; empty if they do not
 */
public record WeightsAtHand(String weights, String backbone, Optional<String> licence) {

    /**
     * Lists them.
     *
     * @param cache the cache folder, which need not be there
     * @return published weights in the order of {@link Backbones#all}, then models of the hub by name; models that no backbone fits are left out
     * @throws BiwaaException if the folder cannot be read
     */
    public static List<WeightsAtHand> in(Path cache) {
        Path folder = cache.resolve(WeightsChoice.FOLDER);
        return Stream.concat(
                        Backbones.all().stream()
                                .filter(kind -> isIn(cache, kind))
                                .map(kind -> new WeightsAtHand(
                                        WeightsChoice.IMAGENET.setting(),
                                        kind.name(),
                                        Optional.of(kind.publishedWeights().licence()))),
                        new HubCache(folder, Progress.SILENT).kept().stream().flatMap(WeightsAtHand::of))
                .toList();
    }

    private static Stream<WeightsAtHand> of(HubModel model) {
        try {
            return HubFolder.of(model.folder()).stream()
                    .map(folder -> new WeightsAtHand(model.reference().toString(), folder.backbone(), model.licence()));
        } catch (BiwaaException e) {
            return Stream.empty();
        }
    }

    /** @return whether the published weights of a backbone are in a cache folder */
    public static boolean isIn(Path cache, BackboneKind backbone) {
        WeightCache weights =
                new WeightCache(cache.resolve(WeightsChoice.FOLDER), WeightCache.chosenAddress(), Progress.SILENT);
        return backbone.published().map(weights::place).filter(Files::exists).isPresent();
    }
}
