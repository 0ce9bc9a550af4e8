package io.github.biwaa.training;

import io.github.biwaa.InvalidSettingException;

/** Which part of the network keeps its starting weights. */
public enum Freeze {
    /** Everything is trained. */
    NONE("none"),
    /** Only bottleneck and heads are trained, on features of a fixed set of augmented views that are computed once and kept. */
    BACKBONE("backbone");

    private final String id;

    Freeze(String id) {
        this.id = id;
    }

    /** @return the name in settings and files */
    public String id() {
        return id;
    }

    /** @throws InvalidSettingException if there is no such choice */
    public static Freeze named(String id) {
        for (Freeze freeze : values()) {
            if (freeze.id.equals(id)) {
                return freeze;
            }
        }
        throw new InvalidSettingException("freeze: " + id + ", expected none or backbone");
    }
}
