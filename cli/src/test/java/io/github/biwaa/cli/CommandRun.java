package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one run of the command in this process gave.
 *
 * @param exitCode 0 done, 1 failed, 2 wrong usage
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record CommandRun(int exitCode, String out, String err) {

    /** Runs {@code biwaa} as its launcher does, but for the end of the process. */
    public static CommandRun of(List<String> arguments) {
        PrintStream standardOut = System.out;
        PrintStream standardErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int exitCode = Biwaa.run(arguments.toArray(String[]::new));
            return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(standardOut);
            System.setErr(standardErr);
        }
    }

    public static CommandRun of(String... arguments) {
        return of(List.of(arguments));
    }

    /** It did what was asked for, and wrote nothing but data to standard output. */
    public CommandRun succeeds() {
        assertThat(exitCode).as("exit code; standard error:%n%s", err).isZero();
        assertNoStackTrace();
        return this;
    }

    /**
     * It failed as a command for people fails: with that exit code, all of these words in its message, and no stack trace.
     *
     * @param code 1 failed, 2 wrong usage
     */
    public CommandRun fails(int code, String... words) {
        assertThat(exitCode).as("exit code; standard error:%n%s", err).isEqualTo(code);
        assertThat(err).contains("biwaa: ").contains(words).doesNotContain("unexpected failure");
        assertThat(out).isEmpty();
        assertNoStackTrace();
        return this;
    }

    private void assertNoStackTrace() {
        assertThat(err).doesNotContain("\tat ").doesNotContain("Exception");
    }
}
