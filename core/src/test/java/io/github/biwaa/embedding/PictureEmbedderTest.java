package io.github.biwaa.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.StoppedException;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.PictureReader;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.samples.Opening.Decoding;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.file.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when embedding ends early, and what files are called. */
class PictureEmbedderTest {
    @TempDir
    private Path folder;

    private Path weights;

    @BeforeEach
    void prepare() throws IOException {
        for (int i = 0; i < 6; i++) {
            Path file = folder.resolve("pictures/" + (i % 2 == 0 ? "even" : "odd") + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
            picture.setRGB(i, 2 * i, 0xffffff);
            ImageIO.write(picture, "png", file.toFile());
        }
        weights = folder.resolve("lenet.safetensors");
        Engine.seed(5);
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of("lenet").create()) {
            Safetensors.write(weights, backbone.namedTensors(), Map.of());
        }
    }

    private PictureEmbedder.Result write(EmbeddingOutput output, Progress progress) {
        Pictures pictures = PictureReader.readLabelled(DomainLocation.of(folder.resolve("pictures")), false);
        try (EmbeddingNetwork network = EmbeddingNetwork.of(
                Backbones.of("lenet"), Optional.of(weights), Preprocessing.digits(28, 1), Placement.DEFAULT)) {
            return new PictureEmbedder(network, Views.CENTRE, 4, progress)
                    .write(pictures, new Decoding(folder.resolve("cache"), 1, false), output);
        }
    }

    private EmbeddingOutput output(String features, String labels) {
        return new EmbeddingOutput(
                folder.resolve("out").resolve(features), Optional.of(folder.resolve("out/" + labels)));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void allFilesAppear() throws IOException {
        PictureEmbedder.Result result = write(output("x.npy", "y.npy"), Progress.SILENT);
        assertThat(result.pictures()).isEqualTo(6);
        assertThat(result.width()).isEqualTo(500);
        assertThat(result.meanNorm()).isPositive();
        assertThat(left()).containsExactly("x.npy", "x.paths.txt", "y.classes.txt", "y.npy");
    }

    @Test
    void whoeverStopsItFindsNothing() throws IOException {
        Progress stopping = new Progress() {
            private boolean halfway;

            @Override
            public void advanced(Task task, long done, long total) {
                halfway = task.name().startsWith("computing the features of") && done == 4;
            }

            @Override
            public boolean stopRequested() {
                return halfway;
            }
        };
        assertThatThrownBy(() -> write(output("x.npz", "x.npz"), stopping))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("stopped while computing the features of pictures");
        assertThat(left()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeIsNamed() throws IOException {
        Files.writeString(folder.resolve("out"), "a file in the way");
        assertThatThrownBy(() -> write(output("x.npy", "y.npy"), Progress.SILENT))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot write " + folder.resolve("out/x.npy"));
    }

    @Test
    void namesOfFiles() {
        EmbeddingOutput apart = new EmbeddingOutput(Path.of("a/x.v2.npy"), Optional.of(Path.of("y.npz")));
        assertThat(apart.files())
                .containsExactly(
                        Path.of("y.npz"), Path.of("y.classes.txt"), Path.of("a/x.v2.paths.txt"), Path.of("a/x.v2.npy"));
        assertThat(apart.labelsInside()).isFalse();
        EmbeddingOutput together = new EmbeddingOutput(Path.of("x.CSV"), Optional.of(Path.of("./x.CSV")));
        assertThat(together.labelsInside()).isTrue();
        assertThat(together.files()).containsExactly(Path.of("x.paths.txt"), Path.of("x.CSV"));
        assertThatThrownBy(() -> new EmbeddingOutput(Path.of("x.bin"), Optional.empty()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("out: x.bin");
        assertThatThrownBy(() -> new EmbeddingOutput(Path.of("x.npy"), Optional.of(Path.of("x.npy"))))
                .isInstanceOf(InvalidSettingException.class);
    }
}
