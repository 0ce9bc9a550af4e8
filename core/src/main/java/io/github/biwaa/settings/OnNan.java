package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;

/** What happens when a loss becomes NaN or infinite. */
public enum OnNan {
    /** The training ends with a message. */
    STOP("stop"),
    /** The step is taken back and counted; the next one goes on. */
    SKIP("skip");

    private final String id;

    OnNan(String id) {
        this.id = id;
    }

    /** @return the name in settings and files */
    public String id() {
        return id;
    }

    /** @throws InvalidSettingException if there is no such choice */
    public static OnNan named(String id) {
        for (OnNan choice : values()) {
            if (choice.id.equals(id)) {
                return choice;
            }
        }
        throw new InvalidSettingException("on-nan: " + id + ", expected stop or skip");
    }
}
