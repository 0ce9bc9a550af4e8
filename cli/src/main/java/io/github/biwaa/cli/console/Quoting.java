package io.github.biwaa.cli.console;

/** Words of commands that are shown to be copied into a shell. */
public final class Quoting {
    private Quoting() {}

    /** @return a word as shells take it for one */
    public static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./+:@%=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
