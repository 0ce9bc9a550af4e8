package io.github.biwaa.bench;

import java.io.IOException;

/**
 * Runs the benchmarks. Arguments are JMH's own: a regular expression chooses, {@code -p classes=31} sets a parameter, {@code -h} lists the rest.
 */
public final class Benchmarks {

    private Benchmarks() {}

    /** Runs the benchmarks that the arguments choose, all of them without any. */
    public static void main(String[] arguments) throws IOException {
        org.openjdk.jmh.Main.main(arguments);
    }
}
