package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;

/** What happens when a training will surely need more memory than the machine has. */
public enum OnLowMemory {
    /** It is refused with a message. */
    STOP("stop"),
    /** It begins, after a warning. */
    WARN("warn");

    private final String id;

    OnLowMemory(String id) {
        this.id = id;
    }

    /** @return the name in settings and files */
    public String id() {
        return id;
    }

    /** @throws InvalidSettingException if there is no such choice */
    public static OnLowMemory named(String id) {
        for (OnLowMemory choice : values()) {
            if (choice.id.equals(id)) {
                return choice;
            }
        }
        throw new InvalidSettingException("on-low-memory: " + id + ", expected stop or warn");
    }
}
