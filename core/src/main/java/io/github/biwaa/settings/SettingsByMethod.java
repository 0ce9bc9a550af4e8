package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.chain.ExpandSettings;
import io.github.biwaa.chain.GuideSettings;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingList;
import io.github.biwaa.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which settings a training has, by its method. */
final class SettingsByMethod {
    /** What declares the settings that all trainings have, in the order of config.yaml. */
    private static final List<Class<?>> OF_ALL = List.of(
            DataSettings.class,
            TrainingSettings.class,
            InputSettings.class,
            PriorSettings.class,
            RecipeSettings.class,
            ExpandSettings.class,
            GuideSettings.class,
            MachineSettings.class);

    private SettingsByMethod() {}

    /** @throws InvalidSettingException if the method declares a setting that all trainings have */
    static SettingList of(Method method) {
        List<Setting<?>> all = new ArrayList<>();
        OF_ALL.forEach(holder -> all.addAll(SettingList.declaredIn(holder)));
        List<Setting<?>> ofMethod = new ArrayList<>(TermSettings.all());
        // A method may name settings of the terms that it takes from here.
        method.settings().stream()
                .filter(setting ->
                        Stream.concat(all.stream(), ofMethod.stream()).noneMatch(known -> known == setting))
                .forEach(ofMethod::add);
        all.addAll(all.indexOf(TrainingSettings.METHOD) + 1, ofMethod);
        return new SettingList(all);
    }

    /** @return those of all methods that are known by name */
    static List<Setting<?>> all() {
        return Methods.all().stream()
                .flatMap(method -> of(method).all().stream())
                .distinct()
                .toList();
    }

    /**
     * Reads settings of a training by a method.
     *
     * @throws InvalidSettingException if there is no setting of a key, or a value is out of its range
     */
    static SettingValues parse(Map<String, String> texts, Method method) {
        SettingList settings = of(method);
        texts.keySet().stream().filter(key -> !settings.has(key)).forEach(key -> refuseIfOfAnother(key, method));
        return settings.parse(texts);
    }

    private static void refuseIfOfAnother(String key, Method method) {
        for (Method other : Methods.all()) {
            if (other.settings().stream().anyMatch(setting -> setting.key().equals(key))) {
                throw new InvalidSettingException(
                        key + ": a setting of " + other.id() + ", not of " + method.id() + "; expected it left out");
            }
        }
    }
}
