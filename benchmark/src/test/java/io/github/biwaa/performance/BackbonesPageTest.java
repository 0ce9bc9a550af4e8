package io.github.biwaa.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.Initializers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** docs/backbones.md says of every backbone how large it is and what it computes. */
class BackbonesPageTest {

    @Test
    void itsTableIsThatOfTheCode() throws IOException {
        List<String> expected =
                Backbones.all().stream().map(BackbonesPageTest::row).toList();
        List<String> rows = Files.readAllLines(Path.of("../docs/backbones.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(BackbonesPageTest::firstFive)
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String firstFive(String row) {
        String[] cells = row.split("\\|");
        return "|" + String.join("|", List.of(cells).subList(1, 6)) + "|";
    }

    /** Name, millions of parameters, thousand millions of multiplications with an addition, features, pixels. */
    private static String row(BackboneKind kind) {
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Initializers.shapesOnly(kind::create)) {
            double work = NetworkWork.forward(backbone, kind.defaultChannels(), kind.defaultSize()) / 2;
            return String.format(
                    Locale.ROOT,
                    "| `%s` | %.1f | %s | %d | %d |",
                    kind.name(),
                    backbone.parameterCount() / 1e6,
                    String.format(Locale.ROOT, work < 1e8 ? "%.3f" : work < 1e9 ? "%.2f" : "%.1f", work / 1e9),
                    backbone.featureWidth(),
                    kind.defaultSize());
        }
    }
}
