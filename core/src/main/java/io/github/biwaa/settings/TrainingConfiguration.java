package io.github.biwaa.settings;

import static io.github.biwaa.settings.MachineSettings.*;
import static io.github.biwaa.settings.TrainingSettings.*;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.MethodSettings;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.chain.Chain;
import io.github.biwaa.chain.ChainSettings;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.samples.Opening;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.setting.SettingList;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.torch.Placement;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that decides what a training does, complete and checked.
 *
 * @param data where the pictures are
 * @param network the network and what it sees
 * @param method the name of the method
 * @param terms the numbers of its terms
 * @param schedule how long and how fast
 * @param sampling which parts of sampling and ILDA are on
 * @param compute how the machine is used
 */
public record TrainingConfiguration(
        DataSettings data,
        NetworkSettings network,
        String method,
        MethodSettings terms,
        ScheduleSettings schedule,
        SamplingSettings sampling,
        ComputeSettings compute) {

    private static final String DEFAULT_METHOD = "biwaa";

    /** @throws InvalidSettingException if there is no such method */
    public TrainingConfiguration {
        Methods.named(method);
    }

    /**
     * Reads config.yaml, which holds all settings. No data are opened.
     *
     * @throws io.github.biwaa.BiwaaException if it cannot be read
     * @throws InvalidSettingException if it is no configuration, or something about a setting is wrong; the message names the file
     */
    public static TrainingConfiguration read(Path file) {
        Map<String, String> texts = Chains.translated(SettingsYaml.values(file));
        try {
            Method method = Methods.named(texts.getOrDefault(METHOD.key(), DEFAULT_METHOD));
            SettingList settings = TrainingSettings.of(method);
            SettingValues values = settings.withFormerBehaviour(settings.parse(texts));
            return of(settings.complete(values, DataFacts.unread(kind(values))));
        } catch (InvalidSettingException e) {
            throw new InvalidSettingException("in " + file + ": " + e.getMessage());
        }
    }

    private static SampleKind kind(SettingValues values) {
        return values.find(SOURCE)
                        .map(DomainLocation::of)
                        .filter(DomainLocation::holdsEmbeddings)
                        .isPresent()
                ? SampleKind.EMBEDDINGS
                : SampleKind.PICTURES;
    }

    /**
     * Completes chosen settings by their defaults and checks them. No data are needed: what defaults take from them is given.
     *
     * @param chosen texts by key, as in config.yaml
     * @param data what is known of the samples
     * @throws InvalidSettingException if there is no setting of a key, a value is out of its range, contradicts another or does not apply to the samples
     */
    public static TrainingConfiguration of(Map<String, String> chosen, DataFacts data) {
        Method method = Methods.named(chosen.getOrDefault(METHOD.key(), DEFAULT_METHOD));
        SettingList settings = TrainingSettings.of(method);
        return of(settings.complete(settings.parse(Chains.translated(chosen)), data));
    }

    private static TrainingConfiguration of(SettingValues values) {
        DomainLocation source = new DomainLocation(
                values.get(SOURCE),
                values.find(SOURCE_ROOT),
                values.find(CLASSES),
                false,
                values.find(ALLOW_OUTSIDE_ROOT).orElse(false),
                values.find(SOURCE_LABELS));
        DomainLocation target = new DomainLocation(
                values.get(TARGET),
                values.find(TARGET_ROOT),
                Optional.empty(),
                values.get(TARGET_UNLABELLED),
                values.find(ALLOW_OUTSIDE_ROOT).orElse(false),
                values.find(TARGET_LABELS));
        return new TrainingConfiguration(
                new DataSettings(source, target, values.find(SKIP_BROKEN).orElse(false), values.find(CACHE)),
                values.find(BACKBONE)
                        .map(backbone -> new NetworkSettings(
                                backbone.name(),
                                values.get(WEIGHTS),
                                values.get(FREEZE),
                                values.get(FROZEN_VIEWS),
                                values.get(BOTTLENECK),
                                values.get(FEATURE_SCALE),
                                NetworkSettings.preprocessing(backbone, values.get(IMAGE_SIZE), values.get(CHANNELS))
                                        .withOrientationApplied(values.get(EXIF_ORIENTATION)),
                                values.get(AUGMENTATION),
                                values.get(VIEWS)))
                        .orElseGet(
                                () -> NetworkSettings.ofEmbeddings(values.get(BOTTLENECK), values.get(FEATURE_SCALE))),
                values.get(METHOD).id(),
                new MethodSettings(
                        values.get(TermSettings.LAMBDA),
                        values.get(TermSettings.WEIGHTING),
                        values.get(TermSettings.SEMANTIC_MATCHING),
                        values.get(TermSettings.DISCRIMINATOR_WIDTH),
                        values.get(TermSettings.DISCRIMINATOR_DROPOUT)),
                new ScheduleSettings(
                        values.get(RUNS),
                        values.get(ITERATIONS),
                        values.get(BATCH_SIZE),
                        values.get(LEARNING_RATE),
                        values.get(RAMP),
                        values.get(PRIOR_HORIZON),
                        values.get(PRIOR_WEIGHT),
                        values.get(PRIOR_DECAY),
                        values.get(LABEL_UPDATE),
                        values.get(SEED)),
                new SamplingSettings(
                        values.get(BALANCE_SOURCE),
                        values.get(ALIGN_TARGET),
                        values.get(BLEND_PRIOR),
                        Optional.of(values.get(BETWEEN_RUNS)).filter(chain -> !chain.id()
                                .equals(values.get(METHOD).chain()))),
                new ComputeSettings(
                        values.get(THREADS),
                        values.get(LOADER_THREADS),
                        values.get(EVALUATION_BATCH),
                        values.get(LOG_EVERY),
                        values.get(EVALUATE_EVERY),
                        values.get(CHECKPOINT_EVERY),
                        values.get(ON_NAN),
                        values.get(ON_LOW_MEMORY),
                        new DeviceSettings(values.get(DEVICE), values.get(PRECISION), values.get(DETERMINISTIC))));
    }

    /**
     * How samples are brought before the network, as they are: a frozen backbone changes nothing about it.
     *
     * @param placement where the network computes
     */
    public Opening opening(Placement placement) {
        return new Opening(
                network.preprocessing(),
                network.augmentation().augmentation(),
                network.fixedViews(),
                placement,
                new Opening.Decoding(data.cacheFolder(), compute.threads(), data.skipBroken()),
                Optional.empty());
    }

    /** @return what decides what each run learns from: what was chosen, or the method's own */
    public Chain chain() {
        return sampling.chain()
                .orElseGet(() -> Chains.named(Methods.named(method).chain()));
    }

    /** @return the numbers of the chains */
    public ChainSettings chainSettings() {
        return new ChainSettings(
                sampling.balanceSource(),
                sampling.alignTarget(),
                sampling.blendPrior(),
                schedule.priorDecay(),
                schedule.priorWeight(),
                schedule.priorHorizon());
    }

    /** @return how many runs there will be: as many as the chain has */
    public int runs() {
        return chain().runs(schedule.runs());
    }
}
