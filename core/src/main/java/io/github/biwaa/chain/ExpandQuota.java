package io.github.biwaa.chain;

/** How the samples that a source grows by are spread over classes. */
public enum ExpandQuota {
    /** The surest of all, whatever their class: the paper's. Some classes may get none. */
    GLOBAL("global"),
    /** The same part of each predicted class, at least one sample. */
    PER_CLASS("per-class");

    private final String id;

    ExpandQuota(String id) {
        this.id = id;
    }

    /** @return the name in settings */
    public String id() {
        return id;
    }
}
