package io.github.biwaa.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.NarrowNetworks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodsTest {

    @ParameterizedTest
    @EnumSource(BuiltInMethod.class)
    void everyMethodIsFoundByItsName(BuiltInMethod method) {
        assertThat(Methods.named(method.id())).isSameAs(method);
        assertThat(method.description()).isNotBlank();
        assertThat(method.id()).matches("[a-z-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"biwa", "BIWAA", ""})
    void anUnknownNameIsAnsweredWithThoseThereAre(String name) {
        assertThatThrownBy(() -> Methods.named(name))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("method", "source-only", "dann", "mstn", "biwaa")
                .hasMessageContaining(": " + name + ",");
    }

    @Test
    void thePapersNumbersAreTheDefaults() {
        assertThat(MethodSettings.DEFAULT).isEqualTo(new MethodSettings(10, Weighting.BOTH, true, 1024, 0.5));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void lambdasOutOfRangeAreRefusedByName(double lambda) {
        assertRefused(() -> new MethodSettings(lambda, Weighting.BOTH, true, 1024, 0.5), "lambda", "" + lambda);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void dropoutsOutOfRangeAreRefusedByName(double dropout) {
        assertRefused(
                () -> new MethodSettings(10, Weighting.BOTH, true, 1024, dropout),
                "discriminator-dropout",
                "" + dropout);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3})
    void widthsOutOfRangeAreRefusedByName(int width) {
        assertRefused(
                () -> new MethodSettings(10, Weighting.BOTH, true, width, 0.5), "discriminator-width", "" + width);
    }

    private static void assertRefused(Runnable creation, String key, String value) {
        assertThatThrownBy(creation::run)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll(key + ": " + value, "expected");
    }

    @Test
    void aClassThatIsNotThereIsNamed(@TempDir Path folder) throws IOException {
        try (Closeable registered = NarrowNetworks.register(folder, Method.class, "mine.Forgotten")) {
            assertThatThrownBy(() -> Methods.named("dann"))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("the class path adds")
                    .hasMessageContaining("mine.Forgotten");
        }
    }
}
