package io.github.biwaa.adaptation;

import io.github.biwaa.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The methods there are: the built-in ones, and those found on the class path through {@link ServiceLoader}. */
public final class Methods {

    private Methods() {}

    /** @return all methods, built-in ones first */
    public static List<Method> all() {
        List<Method> methods = new ArrayList<>(List.of(BuiltInMethod.values()));
        ServiceLoader.load(Method.class).forEach(methods::add);
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
