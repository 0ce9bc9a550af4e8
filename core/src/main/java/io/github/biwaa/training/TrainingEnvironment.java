package io.github.biwaa.training;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.data.Domain;
import io.github.biwaa.torch.Engine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where and with what a training runs, for whoever reads its report later: the content of environment.json. Nothing of it decides a result but the
 * threads.
 *
 * @param biwaa version
 * @param libtorch version
 * @param java version
 * @param system name, version and architecture of the operating system
 * @param cores of the machine
 * @param threads that computed
 * @param started when, in ISO 8601
 * @param sourcePictures N_s, broken ones left out
 * @param targetPictures N_t, broken ones left out
 * @param classes K
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrainingEnvironment(
        String biwaa,
        String libtorch,
        String java,
        String system,
        int cores,
        int threads,
        String started,
        int sourcePictures,
        int targetPictures,
        int classes) {

    /** @return what this process is */
    static TrainingEnvironment here(int threads, Domain source, Domain target) {
        return new TrainingEnvironment(
                Versions.biwaa(),
                Engine.version(),
                System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                threads,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                source.size(),
                target.size(),
                source.classes().size());
    }
}
