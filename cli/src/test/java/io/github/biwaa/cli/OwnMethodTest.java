package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The method of docs/extending.md, compiled as a user would and found on the class path. */
class OwnMethodTest {
    @TempDir
    private Path folder;

    private CompiledExample example;

    @BeforeEach
    void compile() throws IOException {
        example = CompiledExample.of("bsp", "SpectralPenalty.java", Method.class, folder.resolve("classes"));
    }

    @AfterEach
    void forget() throws IOException {
        example.close();
    }

    @Test
    void itTrainsByItsName() throws IOException {
        train("out", "--method", "bsp").succeeds();
        List<String> metrics = Files.readAllLines(folder.resolve("out/run-0/metrics.csv"));
        assertThat(metrics.get(0)).contains("classificationLoss").endsWith(",spectralLoss");
        assertThat(spectralLoss(metrics)).isPositive();
        assertThat(folder.resolve("out/config.yaml")).content().contains("spectral-weight: 1.0E-4\n");
    }

    private static double spectralLoss(List<String> metrics) {
        return Double.parseDouble(metrics.get(1).substring(metrics.get(1).lastIndexOf(',') + 1));
    }

    /** Declared in one place, it is a setting as any other. */
    @Test
    void itsSettingIsAFlagAndAKeyThatIsCheckedComparedAndRefused() throws IOException {
        assertThat(CommandRun.of("train", "--help").out().replaceAll("\\s+", " "))
                .contains("--spectral-weight=X Weight of the spectral penalty of bsp, above 0 (default: 0.0001).");
        assertThat(CommandRun.of("benchmark", "--help").out()).contains("--spectral-weight=X");
        train("heavy", "--method", "bsp", "--spectral-weight", "0.5").succeeds();
        train("repeated", "--config", folder.resolve("heavy/config.yaml").toString())
                .succeeds();
        assertThat(TinyTraining.results(folder.resolve("repeated")))
                .isNotEmpty()
                .isEqualTo(TinyTraining.results(folder.resolve("heavy")));
        assertThat(TrainingConfiguration.read(folder.resolve("heavy/config.yaml"))
                        .written())
                .containsEntry("spectral-weight", 0.5);
        train("heavy", "--resume", "--spectral-weight", "0.25")
                .fails(2, "was trained otherwise: spectral-weight was 0.5 and is now 0.25");
        train("refused", "--method", "bsp", "--spectral-weight", "0")
                .fails(2, "spectral-weight: 0.0, expected a number above 0");
        train("refused", "--method", "dann", "--spectral-weight", "1")
                .fails(2, "spectral-weight: a setting of bsp, not of dann; expected it left out");
        Path yaml = Files.writeString(folder.resolve("mine.yaml"), "method: bsp\nspectral_weigth: 1\n");
        train("refused", "--config", yaml.toString())
                .fails(2, "unknown setting spectral_weigth. Did you mean spectral-weight?");
    }

    private CommandRun train(String out, String... flags) throws IOException {
        for (String domain : List.of("source", "target")) {
            for (int i = 0; i < 8; i++) {
                BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
                image.getRaster().setSample(i, 3, 0, 255);
                Path file = folder.resolve(domain + "/" + (i % 2 == 0 ? "a" : "b") + "/" + i + ".png");
                Files.createDirectories(file.getParent());
                ImageIO.write(image, "png", file.toFile());
            }
        }
        List<String> line =
                new ArrayList<>(List.of("train", "--out", folder.resolve(out).toString()));
        if (!List.of(flags).contains("--config") && !List.of(flags).contains("--resume")) {
            line.addAll(List.of(
                    "--source",
                    folder.resolve("source").toString(),
                    "--target",
                    folder.resolve("target").toString(),
                    "--backbone",
                    "lenet",
                    "--iterations",
                    "2",
                    "--batch-size",
                    "4",
                    "--cache",
                    folder.resolve("cache").toString()));
        }
        line.addAll(List.of(flags));
        return CommandRun.of(line.toArray(String[]::new));
    }

    /** Of orthogonal rows the singular values are the rows' norms. */
    @Test
    void itsTermIsItsFormula() {
        Method method = Methods.named("bsp");
        assertThat(method.chain()).isEqualTo("once");
        SettingValues settings = TrainingConfiguration.of(
                        SettingValues.EMPTY.with(TrainingSettings.METHOD, method), DataFacts.pictures(10))
                .values();
        try (PointerScope scope = new PointerScope()) {
            LossTerm term = method.terms(new TermFactory(2, 3, Precision.FLOAT64, new Ramp(10), settings))
                    .get(2);
            Tensor source = Tensors.of(new double[] {3, 0, 0, 0, 4, 0}, 2, 3);
            Tensor target = Tensors.of(new double[] {0, 0, 2, 1, 0, 0}, 2, 3);
            StepContext step = new StepContext(
                    0,
                    new StepContext.DomainBatch(source, source, null),
                    new StepContext.DomainBatch(target, target, null),
                    null);
            assertThat(Tensors.item(term.contribution(step).loss())).isCloseTo(1e-4 * (16 + 4), within(1e-12));
        }
    }

    @Test
    void theDocumentShowsTheFileWhichIsShort() throws IOException {
        CompiledExample.assertDocumented("bsp", "SpectralPenalty.java", Method.class, 70);
    }
}
