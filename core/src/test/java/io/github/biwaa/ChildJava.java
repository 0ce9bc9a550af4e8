package io.github.biwaa;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process of a test's own, with the classes of the tests. */
public final class ChildJava {
    private ChildJava() {}

    /**
     * @param options of Java
     * @param program the class whose main method is run
     * @return to be started
     */
    public static ProcessBuilder command(List<String> options, Class<?> program, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Djava.awt.headless=true"));
        // A short life is not worth the optimizing compiler.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        String logging = System.getProperty("logback.configurationFile");
        if (logging != null) {
            command.add("-Dlogback.configurationFile=" + logging);
        }
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(program.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command);
    }
}
