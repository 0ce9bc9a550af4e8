package io.github.biwaa.torch;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.EmbeddingReader;
import io.github.biwaa.data.LabelLocation;
import io.github.biwaa.embedding.EmbeddingNetwork;
import io.github.biwaa.explain.GradCam;
import io.github.biwaa.export.ModelExport;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Model;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.torch.file.Npy;
import io.github.biwaa.torch.file.WeightFiles;
import io.github.biwaa.training.Adaptation;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A program whose first call of Biwaa is one of those that a program may begin with. Prints {@value #FINE}, or what it caught. */
final class FirstUse {
    static final String FINE = "fine";

    private FirstUse() {}

    /** A call that needs libtorch. */
    private interface Call {
        void on(Path folder) throws Exception;
    }

    /** What a program may begin with; the folder is prepared by {@link FirstUseTest}. */
    enum Entry {
        CLASSIFIER(folder -> Classifier.load(folder.resolve("model")).close()),
        TRAINING(folder -> Adaptation.of(folder.resolve("source"), folder.resolve("target"))
                .backbone("lenet")
                .iterations(1)
                .batchSize(2)
                .cache(folder.resolve("cache"))
                .out(folder.resolve("run-" + ProcessHandle.current().pid()))
                .train()),
        EXPORT(folder -> ModelExport.load(folder.resolve("model")).close()),
        EXPLANATION(folder -> GradCam.load(folder.resolve("model")).close()),
        EMBEDDING(folder ->
                EmbeddingNetwork.of(Model.load(folder.resolve("model"))).close()),
        EMBEDDINGS(folder -> {
            DomainLocation location = new DomainLocation(
                    folder.resolve("source.csv"),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false,
                    Optional.of(LabelLocation.named("last")));
            EmbeddingReader.read(location, location).close();
        }),
        MEMORY(folder -> Samples.of(new float[][] {{1, 2}}).close()),
        BACKBONE(folder -> Backbones.of("lenet").create(1, 28).close()),
        WEIGHTS(folder ->
                WeightFiles.read(folder.resolve("model/weights.safetensors")).close()),
        ARRAY(folder -> Npy.read(folder.resolve("array.npy")).close()),
        TENSOR(folder -> Tensors.of(new float[] {1, 2}, 2).close()),
        WITHOUT_GRADIENT(folder -> Tensors.withoutGradient(() -> {})),
        DEVICES(folder -> Device.available()),
        AUTOCAST(folder -> Autocast.toBfloat16(Device.CPU).close()),
        THREADS(folder -> Engine.useThreads(1)),
        BUILD(folder -> Engine.buildDescription());

        private final Call call;

        Entry(Call call) {
            this.call = call;
        }
    }

    public static void main(String[] arguments) {
        try {
            Entry.valueOf(arguments[0].toUpperCase(Locale.ROOT)).call.on(Path.of(arguments[1]));
            System.out.println(FINE);
        } catch (BiwaaException e) {
            System.out.println("BiwaaException: " + e.getMessage());
        } catch (Throwable e) {
            System.out.println(e);
        }
    }
}
