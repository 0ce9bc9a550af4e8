package io.github.biwaa.embedding;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.CsvFeatureWriter;
import io.github.biwaa.array.FeatureWriter;
import io.github.biwaa.array.LabelWriter;
import io.github.biwaa.array.NpyFeatureWriter;
import io.github.biwaa.array.NpzFeatureWriter;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.Mode;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.samples.PictureViews;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.OpenDomain;
import io.github.biwaa.training.OpenDomain.Decoding;
import io.github.biwaa.training.PreparationListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Computes the features of pictures and writes them as it goes. */
public final class PictureEmbedder {
    private final EmbeddingNetwork network;
    private final Views views;
    private final int batchSize;
    private final PreparationListener listener;

    /**
     * What was written.
     *
     * @param pictures rows
     * @param width columns
     * @param meanNorm the mean over the rows of their Euclidean norm
     */
    public record Result(int pictures, int width, double meanNorm) {}

    /**
     * @param views of which the features are the mean
     * @param batchSize pictures that the network sees at once, at least 1
     * @param listener told how decoding and computing go
     */
    public PictureEmbedder(EmbeddingNetwork network, Views views, int batchSize, PreparationListener listener) {
        this.network = network;
        this.views = views;
        this.batchSize = batchSize;
        this.listener = listener;
    }

    /**
     * Does it. All files appear whole, that with the features last; if anything fails, they do not appear.
     *
     * @param pictures with labels if the output has any
     * @param decoding how pictures are decoded
     * @throws BiwaaException if a picture cannot be read and that is not to be skipped, a file cannot be written, or the listener asks to stop
     */
    public Result write(Domain pictures, Decoding decoding, EmbeddingOutput output) {
        try (OpenDomain open = OpenDomain.open(pictures, network.preprocessing(), decoding, listener);
                PictureViews input = open.fixedViews(network.preprocessing(), views)) {
            Result[] result = new Result[1];
            AtomicFile.write(output.features(), draft -> {
                try (FeatureWriter writer = writer(draft, open.domain(), output)) {
                    result[0] = embed(open.domain(), input, writer);
                }
                writeBeside(open.domain(), output);
            });
            return result[0];
        }
    }

    private FeatureWriter writer(Path draft, Domain domain, EmbeddingOutput output) throws IOException {
        Optional<int[]> labels = output.labelsInside() ? domain.classLabels() : Optional.empty();
        return switch (output.format()) {
            case ".npy" -> new NpyFeatureWriter(draft, domain.size(), network.width());
            case ".npz" -> new NpzFeatureWriter(draft, domain.size(), network.width(), labels);
            default -> new CsvFeatureWriter(draft, network.width(), labels.map(numbers -> names(domain, numbers)));
        };
    }

    private static List<String> names(Domain domain, int[] labels) {
        return Arrays.stream(labels).mapToObj(domain.classes()::get).toList();
    }

    private Result embed(Domain domain, PictureViews input, FeatureWriter writer) throws IOException {
        double norms = 0;
        int size = input.size();
        for (int from = 0; from < size; from += batchSize) {
            int to = Math.min(size, from + batchSize);
            float[] rows;
            try (PointerScope scope = new PointerScope()) {
                rows = Tensors.toFloats(meanOverViews(input, from, to));
            }
            for (int start = 0; start < rows.length; start += network.width()) {
                float[] row = Arrays.copyOfRange(rows, start, start + network.width());
                norms += norm(row);
                writer.add(row);
            }
            listener.extracting(domain.name(), to, size);
            if (listener.stopRequested()) {
                throw new BiwaaException("stopped; nothing was written.");
            }
        }
        return new Result(size, network.width(), norms / size);
    }

    private Tensor meanOverViews(PictureViews input, int from, int to) {
        Tensor sum = null;
        for (int view = 0; view < input.evaluationViews(); view++) {
            int current = view;
            Tensor features = Tensors.scoped(() -> Tensors.withoutGradient(
                    () -> network.backbone().forward(input.evaluationBatch(from, to, current), Mode.EVALUATION)));
            sum = sum == null ? features : sum.add_(features);
        }
        return Tensors.times(sum, 1.0 / input.evaluationViews());
    }

    private static double norm(float[] row) {
        double sum = 0;
        for (float value : row) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static void writeBeside(Domain domain, EmbeddingOutput output) {
        output.labels()
                .filter(file -> !output.labelsInside())
                .ifPresent(file -> AtomicFile.write(
                        file, draft -> LabelWriter.write(draft, file, domain.labels(), domain.classes())));
        output.classes().ifPresent(file -> AtomicFile.write(file, draft -> Files.write(draft, domain.classes())));
        List<String> paths = domain.files().stream().map(Path::toString).toList();
        AtomicFile.write(output.paths(), draft -> Files.write(draft, paths));
    }
}
