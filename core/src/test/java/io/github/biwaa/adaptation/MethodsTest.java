package io.github.biwaa.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.network.backbone.NarrowNetworks;
import io.github.biwaa.setting.Setting;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    void aMisspeltNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> Methods.named("cdane")).hasMessageContaining("Did you mean cdan-e?");
    }

    @Test
    void thePapersNumbersAreTheDefaults() {
        assertThat(TermSettings.DEFAULTS.written())
                .containsExactly(
                        Map.entry("lambda", 10.0),
                        Map.entry("weighting", "both"),
                        Map.entry("semantic-matching", true),
                        Map.entry("discriminator-width", 1024),
                        Map.entry("discriminator-dropout", 0.5),
                        Map.entry("label-smoothing", 0.0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void lambdasOutOfRangeAreRefusedByName(double lambda) {
        assertRefused(TermSettings.LAMBDA, lambda);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void dropoutsOutOfRangeAreRefusedByName(double dropout) {
        assertRefused(TermSettings.DISCRIMINATOR_DROPOUT, dropout);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3})
    void widthsOutOfRangeAreRefusedByName(int width) {
        assertRefused(TermSettings.DISCRIMINATOR_WIDTH, width);
    }

    private static <T> void assertRefused(Setting<T> setting, T value) {
        assertThatThrownBy(() -> TermSettings.DEFAULTS.with(setting, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll(setting.key() + ": " + value, "expected");
    }

    /** Found by a name that a built-in method has already. */
    public static final class AnotherDann implements Method {
        @Override
        public String id() {
            return "dann";
        }

        @Override
        public String description() {
            return "not the built-in one";
        }

        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of();
        }
    }

    @Test
    void twoOfOneNameAreRefused(@TempDir Path folder) throws IOException {
        try (Closeable registered = NarrowNetworks.register(folder, Method.class, AnotherDann.class.getName())) {
            assertThatThrownBy(() -> Methods.named("biwaa"))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("two classes have the name dann for the setting method")
                    .hasMessageContaining(AnotherDann.class.getName());
        }
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
