package io.github.biwaa.demo.drawing;

/** What a part of a drawing is coloured with; a domain's style decides which colour that is. */
public enum Ink {
    /** The object's main colour; a drawing in outlines leaves it unfilled. */
    BODY,
    /** The object's second colour; a drawing in outlines leaves it unfilled. */
    ACCENT,
    /** The colour of lines: always filled, never outlined. */
    LINE
}
