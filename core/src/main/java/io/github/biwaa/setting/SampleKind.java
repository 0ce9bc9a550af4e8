package io.github.biwaa.setting;

/** What a network is trained on. Some settings apply to one kind alone. */
public enum SampleKind {
    /** Pictures, which are decoded, cropped and taken through a backbone. */
    PICTURES("pictures", "not for pictures; expected it left out"),
    /** Features that somebody computed before; only bottleneck and heads are trained. */
    EMBEDDINGS(
            "embeddings", "not for embeddings, with which only bottleneck and heads are trained; expected it left out");

    private final String words;
    private final String refusal;

    SampleKind(String words, String refusal) {
        this.words = words;
        this.refusal = refusal;
    }

    /** @return why a setting that does not apply to this kind is refused; follows the key */
    public String refusal() {
        return refusal;
    }

    /** @return what people call the samples: pictures or embeddings */
    @Override
    public String toString() {
        return words;
    }
}
