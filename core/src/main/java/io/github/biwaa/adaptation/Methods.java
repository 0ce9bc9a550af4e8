package io.github.biwaa.adaptation;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The methods there are: the built-in ones, and those found on the class path through {@link ServiceLoader}. */
public final class Methods {

    private Methods() {}

    /**
     * @return all methods, built-in ones first
     * @throws BiwaaException if one that the class path adds cannot be loaded
     */
    public static List<Method> all() {
        List<Method> methods = new ArrayList<>(List.of(BuiltInMethod.values()));
        try {
            ServiceLoader.load(Method.class).forEach(methods::add);
        } catch (ServiceConfigurationError e) {
            throw new BiwaaException("cannot load the methods that the class path adds: " + e.getMessage(), e);
        }
        return methods;
    }

    /**
     * @param id for example {@code biwaa}
     * @throws InvalidSettingException if there is no such method; the message lists those there are
     */
    public static Method named(String id) {
        List<Method> methods = all();
        return methods.stream()
                .filter(method -> method.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("method: " + id + ", expected one of "
                        + methods.stream().map(Method::id).collect(Collectors.joining(", "))));
    }
}
