package io.github.biwaa.setting;

/** What a network is trained on. Some settings apply to one kind alone. */
public enum SampleKind {
    /** Picture files, which are decoded, cropped and taken through a backbone. */
    PICTURES("not for pictures; expected it left out"),
    /** Features that somebody computed before; only bottleneck and heads are trained. */
    EMBEDDINGS("not for embeddings, of which bottleneck and heads alone are trained; expected it left out");

    private final String refusal;

    SampleKind(String refusal) {
        this.refusal = refusal;
    }

    /** @return why a setting that does not apply to this kind is refused; follows the key */
    public String refusal() {
        return refusal;
    }
}
