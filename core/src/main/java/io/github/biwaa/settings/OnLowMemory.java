package io.github.biwaa.settings;

/** What happens when a training will surely need more memory than the machine has. */
public enum OnLowMemory {
    /** It is refused with a message. */
    STOP,
    /** It begins, after a warning. */
    WARN
}
