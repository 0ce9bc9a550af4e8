package io.github.biwaa.settings;

import io.github.biwaa.data.DomainLocation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** A configuration as config.yaml: one line per setting, under the name of its command-line flag, so that {@code --config} repeats it. */
public final class ConfigurationYaml {

    private ConfigurationYaml() {}

    /** @return the text of config.yaml */
    public static String write(TrainingConfiguration configuration) {
        Dump dump = new Dump(
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build());
        return "# Repeat with: biwaa train --config THIS_FILE --out ANOTHER_FOLDER\n"
                + dump.dumpToString(settings(configuration));
    }

    /** @return all settings by the name of their flag, in the order of config.yaml */
    public static Map<String, Object> settings(TrainingConfiguration configuration) {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (configuration.network().takesEmbeddings()) {
            embeddings(settings, configuration.data(), configuration.network());
        } else {
            data(settings, configuration.data());
            network(settings, configuration.network());
        }
        settings.put("method", configuration.method());
        settings.put("lambda", configuration.terms().lambda());
        settings.put("weighting", configuration.terms().weighting().name().toLowerCase(Locale.ROOT));
        settings.put("semantic-matching", configuration.terms().semanticMatching());
        settings.put("discriminator-width", configuration.terms().discriminatorWidth());
        settings.put("discriminator-dropout", configuration.terms().discriminatorDropout());
        ScheduleSettings schedule = configuration.schedule();
        settings.put("runs", schedule.runs());
        settings.put("iterations", schedule.iterations());
        settings.put("batch-size", schedule.batchSize());
        settings.put("lr", schedule.learningRate());
        settings.put("ramp", schedule.ramp());
        settings.put("prior-horizon", schedule.priorHorizon());
        settings.put("prior-weight", schedule.priorWeight());
        settings.put("prior-decay", schedule.priorDecay());
        settings.put("label-update", schedule.labelUpdate());
        settings.put("seed", schedule.seed());
        settings.put("balance-source", configuration.sampling().balanceSource());
        settings.put("align-target", configuration.sampling().alignTarget());
        settings.put("blend-prior", configuration.sampling().blendPrior());
        settings.put("between-runs", configuration.chain().id());
        DeviceSettings device = configuration.compute().device();
        settings.put("precision", device.precision().id());
        settings.put("device", device.device().setting());
        settings.put("deterministic", device.deterministic());
        settings.put("threads", configuration.compute().threads());
        settings.put("loader-threads", configuration.compute().loaderThreads());
        settings.put("evaluation-batch", configuration.compute().evaluationBatch());
        settings.put("log-every", configuration.compute().logEvery());
        settings.put("evaluate-every", configuration.compute().evaluateEvery());
        settings.put("checkpoint-every", configuration.compute().checkpointEvery());
        settings.put("on-nan", configuration.compute().onNan().id());
        settings.put("on-low-memory", configuration.compute().onLowMemory().id());
        return settings;
    }

    private static void data(Map<String, Object> settings, DataSettings data) {
        location(settings, "source", data.source());
        location(settings, "target", data.target());
        data.source().classesFile().ifPresent(file -> settings.put("classes", absolute(file)));
        settings.put("target-unlabelled", data.target().unlabelled());
        settings.put("allow-outside-root", data.source().allowOutsideRoot());
        settings.put("skip-broken", data.skipBroken());
        data.cache().ifPresent(cache -> settings.put("cache", absolute(cache)));
    }

    private static void embeddings(Map<String, Object> settings, DataSettings data, NetworkSettings network) {
        embeddings(settings, "source", data.source());
        embeddings(settings, "target", data.target());
        data.source().classesFile().ifPresent(file -> settings.put("classes", absolute(file)));
        settings.put("target-unlabelled", data.target().unlabelled());
        settings.put("bottleneck", network.bottleneckWidth());
        settings.put("feature-scale", network.featureScale());
    }

    private static void embeddings(Map<String, Object> settings, String name, DomainLocation location) {
        settings.put(name, location.inMemory() ? location.path().toString() : absolute(location.path()));
        location.labels().ifPresent(labels -> settings.put(name + "-labels", labels.setting()));
    }

    private static void location(Map<String, Object> settings, String name, DomainLocation location) {
        settings.put(name, absolute(location.path()));
        location.root().ifPresent(root -> settings.put(name + "-root", absolute(root)));
    }

    private static void network(Map<String, Object> settings, NetworkSettings network) {
        settings.put("backbone", network.backbone());
        settings.put("weights", network.weights().setting());
        settings.put("freeze", network.freeze().id());
        settings.put("frozen-views", network.frozenViews());
        settings.put("bottleneck", network.bottleneckWidth());
        settings.put("feature-scale", network.featureScale());
        settings.put("image-size", network.preprocessing().crop());
        settings.put("channels", network.preprocessing().channels());
        settings.put("exif-orientation", network.preprocessing().applyOrientation());
        settings.put("augmentation", network.augmentation().id());
        settings.put("views", network.views().id());
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
