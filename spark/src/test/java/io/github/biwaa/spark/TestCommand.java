package io.github.biwaa.spark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code biwaa train} does for a sweep. With the seed {@link #DEADLY} it ends its executor once, with {@link #FAULTY} it fails, and with
 * {@link #ENDLESS} it never ends by itself.
 */
public final class TestCommand {
    static final long DEADLY = 1;
    static final long HARMLESS = 2;
    static final long FAULTY = 3;
    static final long ENDLESS = 4;
    private static final int LAST_STEP = 33;

    private TestCommand() {}

    /** Takes the arguments of the command. */
    public static void main(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            if (i + 1 < arguments.length && !arguments[i + 1].startsWith("--")) {
                options.put(arguments[i], arguments[i + 1]);
            }
        }
        Map<String, String> settings = new HashMap<>(SettingsYaml.values(Path.of(options.get("--config"))));
        settings.put("device", options.get("--device"));
        settings.put("threads", options.get("--threads"));
        Path out = Path.of(options.get("--out"));
        long seed = Long.parseLong(settings.get("seed"));
        if (seed == FAULTY) {
            System.err.println("biwaa: there is no luck.");
            System.exit(1);
        }
        Adaptation.of(TrainingSettings.parse(settings))
                .out(out)
                .existing(RunFolder.Existing.RESUME)
                .listener(new Lines(out, seed))
                .train();
    }

    private record Lines(Path out, long seed) implements TrainingListener {
        private static final JsonMapper MAPPER = new JsonMapper();

        @Override
        public void stepLogged(StepReport report) {
            print(report);
        }

        @Override
        public void runFinished(RunSummary summary) {
            print(summary);
        }

        @Override
        public void stepDone(int run, int iteration) {
            boolean deadly = seed == DEADLY
                    && iteration == LAST_STEP
                    && out.resolve("died").toFile().mkdir();
            if (deadly) {
                ProcessHandle.current().parent().orElseThrow().destroyForcibly();
            }
            while (deadly || seed == ENDLESS && iteration == LAST_STEP) {
                pause();
            }
        }

        @Override
        public void runResumed(int run, int steps) {
            try {
                Files.writeString(out.resolve("resumed"), Integer.toString(steps));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void pause() {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void print(Record line) {
            try {
                System.out.println(MAPPER.writeValueAsString(line));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
