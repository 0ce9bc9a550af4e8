package io.github.biwaa.settings;

import static io.github.biwaa.chain.ExpandSettings.*;
import static io.github.biwaa.settings.DataSettings.*;
import static io.github.biwaa.settings.MachineSettings.*;
import static io.github.biwaa.settings.TrainingSettings.*;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.chain.Chain;
import io.github.biwaa.chain.ChainSettings;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.Views;
import io.github.biwaa.samples.Opening;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingList;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.torch.Placement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Everything that decides what a training does: a value of each of its settings, complete and checked. Does not change. */
public final class TrainingConfiguration {
    /** What the reference adds to the seed from one run to the next. */
    private static final long SEED_PER_RUN = 100;

    private final SettingList settings;
    private final SettingValues values;

    private TrainingConfiguration(SettingList settings, SettingValues values) {
        this.settings = settings;
        this.values = values;
    }

    /**
     * Fills in defaults. No data are needed: what defaults take from them is given.
     *
     * @param chosen the settings that were chosen, at least {@link DataSettings#SOURCE source} and {@link DataSettings#TARGET target}
     * @param data what is known of the samples
     * @throws InvalidSettingException if a setting is missing, contradicts another, or applies neither to the samples nor to the method
     */
    public static TrainingConfiguration of(SettingValues chosen, DataFacts data) {
        SettingList settings = TrainingSettings.of(TrainingSettings.method(chosen));
        SettingValues values = settings.complete(chosen, data);
        return new TrainingConfiguration(settings, values);
    }

    /**
     * {@link #of(SettingValues, DataFacts)} for texts.
     *
     * @param chosen by key, as in config.yaml
     * @throws InvalidSettingException if there is no setting of a key, or a value is out of its range, too
     */
    public static TrainingConfiguration of(Map<String, String> chosen, DataFacts data) {
        return of(TrainingSettings.parse(chosen), data);
    }

    /**
     * Reads config.yaml, which holds all settings. No data are opened.
     *
     * @throws io.github.biwaa.BiwaaException if it cannot be read
     * @throws InvalidSettingException if it is no configuration, or something about a setting is wrong; the message names the file
     */
    public static TrainingConfiguration read(Path file) {
        Map<String, String> texts = SettingsYaml.values(file);
        try {
            SettingValues read = TrainingSettings.parse(texts);
            return of(withFormerBehaviour(read), DataFacts.unread(DataSettings.kind(read)));
        } catch (InvalidSettingException e) {
            throw new InvalidSettingException("in " + file + ": " + e.getMessage());
        }
    }

    /**
     * Fills in what versions did that did not have some of the settings.
     *
     * @param read from the config.yaml of a training that has begun, which holds all settings of its version
     * @throws InvalidSettingException if source or target is missing
     */
    public static SettingValues withFormerBehaviour(SettingValues read) {
        return TrainingSettings.of(TrainingSettings.method(read)).withFormerBehaviour(read, DataSettings.kind(read));
    }

    /**
     * The value of a setting that all trainings on such samples have.
     *
     * @throws IllegalStateException if it has none
     */
    public <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** @return the value of a setting; empty if it has none, or does not apply to the samples or the method */
    public <T> Optional<T> find(Setting<T> setting) {
        return values.find(setting);
    }

    /**
     * The same with another value. What followed from the earlier one stays as it is.
     *
     * @throws InvalidSettingException if it is out of its range or contradicts another
     */
    public <T> TrainingConfiguration with(Setting<T> setting, T value) {
        SettingValues changed = values.with(setting, value);
        SettingList all = TrainingSettings.of(changed.get(METHOD));
        return of(changed.only(all.all()), DataFacts.unread(kind()));
    }

    /** @return what the network is trained on */
    public SampleKind kind() {
        return DataSettings.kind(values);
    }

    /** @return what decides what each run learns from: what was chosen, or the method's own */
    public Chain chain() {
        return get(BETWEEN_RUNS);
    }

    /** @return the numbers of the chains */
    public ChainSettings chainSettings() {
        return new ChainSettings(
                get(BALANCE_SOURCE),
                get(ALIGN_TARGET),
                get(BLEND_PRIOR),
                get(PRIOR_DECAY),
                get(PRIOR_WEIGHT),
                get(PRIOR_HORIZON),
                find(EXPAND_FRACTIONS).orElse(List.of()),
                get(EXPAND_QUOTA),
                get(EXPAND_SCORES),
                get(EXPAND_FEATURES));
    }

    /** @return how many runs there will be: as many as the chain has */
    public int runs() {
        return chain().runs(get(RUNS));
    }

    /**
     * How samples are brought before the network, as they are: a frozen backbone changes nothing about it.
     *
     * @param placement where the network computes
     */
    public Opening opening(Placement placement) {
        DataSettings data = data();
        Optional<Preprocessing> preprocessing = preprocessing();
        return new Opening(
                preprocessing.orElse(null),
                find(AUGMENTATION).orElse(AugmentationPreset.NONE).augmentation(),
                preprocessing.map(views()::crops).orElse(List.of()),
                placement,
                new Opening.Decoding(data.cacheFolder(), get(THREADS), data.skipBroken()),
                Optional.empty());
    }

    /** @return where both domains are */
    public DataSettings data() {
        return DataSettings.of(values);
    }

    /** @return texts, numbers and truth values by key, in the order of config.yaml */
    public Map<String, Object> written() {
        return values.written();
    }

    /** @return key and value, a line each, of the settings that decide results */
    public List<String> deciding() {
        return written().entrySet().stream()
                .filter(entry -> !settings.free().contains(entry.getKey()))
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
    }

    /** @return the text of config.yaml: one line per setting, under the name of its flag, so that {@code --config} repeats the training */
    public String yaml() {
        return yaml(values);
    }

    /** {@link #yaml()} of settings that are yet to be completed. */
    public static String yaml(SettingValues chosen) {
        Dump dump = new Dump(
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build());
        return "# Repeat with: biwaa train --config THIS_FILE --out ANOTHER_FOLDER\n"
                + dump.dumpToString(chosen.written());
    }

    /**
     * Checks that what was trained with other settings may be continued with these.
     *
     * @param what for messages: the checkpoint run-0/checkpoint
     * @param earlier values by key
     * @throws InvalidSettingException if a setting differs that decides results; it names all of them
     */
    public void checkContinues(String what, Map<String, ?> earlier) {
        settings.checkSame(what, earlier, values);
    }

    /**
     * {@link #checkContinues(String, Map)} for the runs of a folder.
     *
     * @param file config.yaml of the finished runs; if it is not there, there is nothing to compare with
     * @throws io.github.biwaa.BiwaaException if it cannot be read
     */
    public void checkContinues(Path file) {
        if (Files.exists(file)) {
            checkContinues(
                    "what " + file.toAbsolutePath().normalize().getParent() + " holds", SettingsYaml.values(file));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainingConfiguration that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    /** @return from a picture file to the network's input; empty for embeddings */
    public Optional<Preprocessing> preprocessing() {
        return find(BACKBONE).map(backbone -> InputSettings.of(this)
                .seeing(get(WEIGHTS).seeing(backbone, data().cacheFolder()))
                .preprocessing(get(IMAGE_SIZE), get(CHANNELS))
                .withOrientationApplied(get(EXIF_ORIENTATION))
                .withBackground(get(DataSettings.BACKGROUND)));
    }

    /** @return the views that a sample is scored by; embeddings have one */
    public Views views() {
        return find(VIEWS).orElse(Views.CENTRE);
    }

    /** @return which part of the network keeps its starting weights */
    public Freeze freeze() {
        return find(FREEZE).orElse(Freeze.NONE);
    }

    /**
     * Finds the device.
     *
     * @throws InvalidSettingException if there is none of that name here
     */
    public Placement placement() {
        return placement(0);
    }

    /**
     * Finds the device of one of several processes.
     *
     * @param place of this process among those of this machine, from 0
     * @throws InvalidSettingException if there is none of that name here
     */
    public Placement placement(int place) {
        return new Placement(get(DEVICE).resolve(place), get(PRECISION));
    }

    /**
     * The seed of a run, {@code seed + 100 r}.
     *
     * @param run r, from 0
     */
    public long seedOfRun(int run) {
        return get(SEED) + SEED_PER_RUN * run;
    }

    /** @return all values */
    public SettingValues values() {
        return values;
    }
}
