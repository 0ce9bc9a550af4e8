package io.github.biwaa.settings;

import static io.github.biwaa.settings.DataSettings.SOURCE;
import static io.github.biwaa.settings.DataSettings.TARGET;
import static io.github.biwaa.settings.TrainingSettings.START_FROM;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.chain.GuideSettings;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingValues;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What a method learns from: source and target, or a finished model and the target. */
final class NeededDomains {
    private static final List<Setting<?>> OF_THE_SOURCE = List.of(
            SOURCE,
            DataSettings.SOURCE_ROOT,
            DataSettings.SOURCE_LABELS,
            DataSettings.CLASSES,
            DataSettings.HOLD_OUT,
            GuideSettings.GUIDE_SOURCE,
            TrainingSettings.BALANCE_SOURCE,
            RecipeSettings.SHARPNESS,
            TermSettings.LABEL_SMOOTHING);

    private NeededDomains() {}

    /** @throws InvalidSettingException if one of them is missing, or something is said of a source that the method does not take */
    static void check(SettingValues chosen) {
        Method method = TrainingSettings.method(chosen);
        String data = "a folder, a list file or a file of embeddings";
        if (method.needsSource()) {
            require(
                    chosen,
                    SOURCE,
                    data
                            + (chosen.find(START_FROM).isPresent()
                                    ? "; without a source, the methods that adapt a model are " + sourceFree()
                                    : ""));
            require(chosen, TARGET, data);
            return;
        }
        require(chosen, TARGET, data);
        require(chosen, START_FROM, "the finished model that " + method.id() + " adapts");
        String idle = OF_THE_SOURCE.stream()
                .filter(setting -> isChosen(setting, chosen))
                .map(Setting::key)
                .collect(Collectors.joining(", "));
        if (!idle.isEmpty()) {
            throw new InvalidSettingException(
                    idle + ": " + method.id() + " learns only from the target; expected it left out");
        }
        if (method.statisticsShare(0).isPresent() && isChosen(DataSettings.TARGET_LABELLED, chosen)) {
            throw new InvalidSettingException(DataSettings.TARGET_LABELLED + ": " + method.id()
                    + " changes no weight, so that it learns from no label; expected another method");
        }
        chosen.find(TrainingSettings.BETWEEN_RUNS)
                .filter(chain -> chain.needsSource())
                .ifPresent(chain -> {
                    throw new InvalidSettingException(TrainingSettings.BETWEEN_RUNS + ": " + chain.id()
                            + " adds to the source, and " + method.id() + " has none; expected another chain");
                });
    }

    private static void require(SettingValues chosen, Setting<Path> place, String expected) {
        if (chosen.find(place).isEmpty()) {
            throw new InvalidSettingException(place + ": missing, expected " + expected);
        }
    }

    /** A file that holds all settings has the defaults of the others, too. */
    private static <T> boolean isChosen(Setting<T> setting, SettingValues chosen) {
        return chosen.find(setting)
                .filter(value -> setting.constantDefault().filter(value::equals).isEmpty())
                .isPresent();
    }

    private static String sourceFree() {
        return Methods.all().stream()
                .filter(method -> !method.needsSource())
                .map(Method::id)
                .collect(Collectors.joining(", "));
    }
}
