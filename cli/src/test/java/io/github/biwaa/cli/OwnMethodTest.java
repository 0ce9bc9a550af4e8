package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.LossTerm;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.MethodSettings;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Ramp;
import io.github.biwaa.adaptation.StepContext;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
        for (String domain : List.of("source", "target")) {
            for (int i = 0; i < 8; i++) {
                BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
                image.getRaster().setSample(i, 3, 0, 255);
                Path file = folder.resolve(domain + "/" + (i % 2 == 0 ? "a" : "b") + "/" + i + ".png");
                Files.createDirectories(file.getParent());
                ImageIO.write(image, "png", file.toFile());
            }
        }
        StringWriter messages = new StringWriter();
        int exit = Biwaa.commandLine()
                .setErr(new PrintWriter(messages, true))
                .execute(
                        "train",
                        "--source",
                        folder.resolve("source").toString(),
                        "--target",
                        folder.resolve("target").toString(),
                        "--method",
                        "bsp",
                        "--backbone",
                        "lenet",
                        "--iterations",
                        "2",
                        "--batch-size",
                        "4",
                        "--cache",
                        folder.resolve("cache").toString(),
                        "--out",
                        folder.resolve("out").toString());
        assertThat(exit).as(messages.toString()).isZero();
        List<String> metrics = Files.readAllLines(folder.resolve("out/run-0/metrics.csv"));
        assertThat(metrics.get(0)).contains("classificationLoss").endsWith(",spectralLoss");
        assertThat(Double.parseDouble(metrics.get(1).substring(metrics.get(1).lastIndexOf(',') + 1)))
                .isPositive();
    }

    /** Of orthogonal rows the singular values are the rows' norms. */
    @Test
    void itsTermIsItsFormula() {
        Method method = Methods.named("bsp");
        assertThat(method.chain()).isEqualTo("once");
        try (PointerScope scope = new PointerScope()) {
            LossTerm term = method.terms(new TermFactory(2, 3, Precision.FLOAT64, new Ramp(10), MethodSettings.DEFAULT))
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
        CompiledExample.assertDocumented("bsp", "SpectralPenalty.java", Method.class, 60);
    }
}
