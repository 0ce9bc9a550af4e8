package io.github.biwaa.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TinyTrainings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A forecast grows with the work; so many iterations that no machine is fast enough, and so few that none is too slow. */
class TrainingForecastTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
    }

    private Optional<TrainingForecast> forecast(int iterations, int runs) {
        TrainingConfiguration configuration = TinyTrainings.configuration(folder, 1, iterations);
        Adaptation adaptation = Adaptation.of(folder.resolve("source"), folder.resolve("target"));
        try (Domains<Samples> domains = adaptation.data().read()) {
            return TrainingForecast.ofLong(configuration, domains, runs);
        }
    }

    @Test
    void shortTrainingsAreNotSpokenOf() {
        assertThat(forecast(1, 1)).isEmpty();
        assertThat(forecast(1_000_000_000, 0)).isEmpty();
    }

    @Test
    void longOnesAreForetoldByAMeasurement() {
        int iterations = 2_000_000_000;
        TrainingForecast forecast = forecast(iterations, 1).orElseThrow();
        assertThat(forecast.secondsPerStep()).isPositive();
        assertThat(forecast.seconds()).isGreaterThan(iterations * forecast.secondsPerStep());
        assertThat(forecast.frozenSeconds()).isPositive();
    }
}
