package io.github.biwaa.adaptation;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import java.util.List;
import java.util.ServiceLoader;

/** The methods there are: the built-in ones, and those found on the class path through {@link ServiceLoader}. */
public final class Methods {
    private static final Registry<Method> REGISTRY =
            new Registry<>("method", Method.class, List.of(BuiltInMethod.values()), Method::id);

    private Methods() {}

    /**
     * @return all methods, built-in ones first
     * @throws BiwaaException if one that the class path adds cannot be loaded, or two have one name
     */
    public static List<Method> all() {
        return REGISTRY.all();
    }

    /**
     * @param id for example {@code biwaa}
     * @throws InvalidSettingException if there is no such method; the message lists those there are
     */
    public static Method named(String id) {
        return REGISTRY.named(id);
    }

    /** @throws io.github.biwaa.InvalidSettingException if a method of a program's own has the name of one that is known */
    public static void requireOwnName(Method method) {
        REGISTRY.requireOwnName(method);
    }
}
