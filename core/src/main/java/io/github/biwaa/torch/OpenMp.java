package io.github.biwaa.torch;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that libtorch computes on come from OpenMP, in teams. oneDNN waits at a barrier for as many threads as it asked for: a team that is smaller,
 * which environment variables of clusters ask for, would make it wait for ever.
 */
final class OpenMp {
    private static final Logger LOG = LoggerFactory.getLogger(OpenMp.class);
    private static final String DYNAMIC = "OMP_DYNAMIC";
    private static final String LIMIT = "OMP_THREAD_LIMIT";

    private OpenMp() {}

    /**
     * Keeps OpenMP from giving smaller teams than it is asked for. To be called before its library is loaded, which then reads the variable that is taken
     * away here. The environment that Java and its child processes know stays as it is.
     */
    static void keepTeamsWhole() {
        if ("true".equalsIgnoreCase(System.getenv().getOrDefault(DYNAMIC, "").strip()) && !unset(DYNAMIC)) {
            LOG.warn("{} is true: trainings may wait for ever for threads. Unset it before Java starts.", DYNAMIC);
        }
    }

    /** @return whether the C library's environment lacks the variable now */
    private static boolean unset(String variable) {
        Loader.load(Pointer.class);
        try (PointerScope scope = new PointerScope()) {
            Pointer environment = Loader.addressof("environ");
            if (environment == null) {
                return false;
            }
            PointerPointer<?> entries = new PointerPointer<>(new PointerPointer<>(environment).get(0));
            long kept = 0;
            for (long i = 0; entries.get(i) != null; i++) {
                Pointer entry = entries.get(i);
                if (!new BytePointer(entry).getString(StandardCharsets.UTF_8).startsWith(variable + "=")) {
                    entries.put(kept++, entry);
                }
            }
            entries.put(kept, null);
            return true;
        }
    }

    /** How many threads may be used. */
    record Limit(int threads, String reason) {}

    /** @return what the system and the environment allow this process */
    static Limit limit() {
        return limit(System.getenv(), Runtime.getRuntime().availableProcessors());
    }

    static Limit limit(Map<String, String> environment, int processors) {
        String value = environment.getOrDefault(LIMIT, "").strip();
        // OpenMP ignores what is no number above 0.
        if (value.matches("0*[1-9][0-9]{0,8}") && Integer.parseInt(value) < processors) {
            return new Limit(Integer.parseInt(value), LIMIT + " is " + value);
        }
        return new Limit(
                processors, "this process may use " + processors + " processor" + (processors == 1 ? "" : "s"));
    }
}
