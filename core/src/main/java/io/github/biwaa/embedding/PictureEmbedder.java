package io.github.biwaa.embedding;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.Progress.Phase;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.array.CsvFeatureWriter;
import io.github.biwaa.array.FeatureWriter;
import io.github.biwaa.array.LabelWriter;
import io.github.biwaa.array.NpyFeatureWriter;
import io.github.biwaa.array.NpzFeatureWriter;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.model.ViewMean;
import io.github.biwaa.model.Views;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.CachedPictures;
import io.github.biwaa.samples.Opening;
import io.github.biwaa.samples.Opening.Decoding;
import io.github.biwaa.samples.PictureViews;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** Computes the features of pictures and writes them as it goes. */
public final class PictureEmbedder {
    private final EmbeddingNetwork network;
    private final Views views;
    private final int batchSize;
    private final Progress progress;

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
     * @param progress told how decoding and computing go
     */
    public PictureEmbedder(EmbeddingNetwork network, Views views, int batchSize, Progress progress) {
        this.network = network;
        this.views = views;
        this.batchSize = batchSize;
        this.progress = progress;
    }

    /**
     * Does it. All files appear whole, that with the features last; if anything fails, they do not appear.
     *
     * @param pictures with labels if the output has any
     * @param decoding how pictures are decoded
     * @throws BiwaaException if a picture cannot be read and that is not to be skipped, a file cannot be written, or that was asked for
     */
    public Result write(Pictures pictures, Decoding decoding, EmbeddingOutput output) {
        Opening opening = Opening.fixed(
                network.preprocessing(), views.crops(network.preprocessing()), network.placement(), decoding);
        progress.planned(List.of(
                Phase.decoding(pictures.name(), pictures.size()),
                Phase.features(
                        pictures.name(),
                        (long) views.count() * pictures.size(),
                        network.preprocessing().crop())));
        try (CachedPictures open = pictures.decode(opening, progress);
                PictureViews input = open.views(new SeedSequence(0), Purpose.TARGET_AUGMENTATION)) {
            Result[] result = new Result[1];
            AtomicFile.write(output.features(), draft -> {
                try (FeatureWriter writer = writer(draft, open, output)) {
                    result[0] = embed(open, input, writer);
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
                writeBeside(open, output);
            });
            return result[0];
        }
    }

    private FeatureWriter writer(Path draft, Samples domain, EmbeddingOutput output) throws IOException {
        Optional<int[]> labels = output.labelsInside() ? domain.classLabels() : Optional.empty();
        return switch (output.format()) {
            case ".npy" -> new NpyFeatureWriter(draft, domain.size(), network.width());
            case ".npz" -> new NpzFeatureWriter(draft, domain.size(), network.width(), labels);
            default -> new CsvFeatureWriter(draft, network.width(), labels.map(numbers -> names(domain, numbers)));
        };
    }

    private static List<String> names(Samples domain, int[] labels) {
        return Arrays.stream(labels).mapToObj(domain.classes()::get).toList();
    }

    private Result embed(Samples domain, PictureViews input, FeatureWriter writer) {
        double[] norms = {0};
        Task task = Task.features(domain.name());
        new Sweep(batchSize, progress, task).over(input.size(), (from, to) -> {
            float[] rows = Tensors.toFloats(meanOverViews(input, from, to));
            for (int start = 0; start < rows.length; start += network.width()) {
                float[] row = Arrays.copyOfRange(rows, start, start + network.width());
                norms[0] += norm(row);
                try {
                    writer.add(row);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        return new Result(input.size(), network.width(), norms[0] / input.size());
    }

    private Tensor meanOverViews(PictureViews input, int from, int to) {
        return ViewMean.of(input.evaluationViews(), view -> network.features(input.evaluationBatch(from, to, view)));
    }

    private static double norm(float[] row) {
        double sum = 0;
        for (float value : row) {
            sum += (double) value * value;
        }
        if (!Double.isFinite(sum)) {
            throw new BiwaaException(
                    "the network gives features that are NaN or infinite: its weights are so large that numbers"
                            + " overflow. Nothing was written; use other weights.");
        }
        return Math.sqrt(sum);
    }

    private static void writeBeside(CachedPictures domain, EmbeddingOutput output) {
        output.labels()
                .filter(file -> !output.labelsInside())
                .ifPresent(file -> AtomicFile.write(
                        file, draft -> LabelWriter.write(draft, file, domain.labels(), domain.classes())));
        output.classes().ifPresent(file -> AtomicFile.write(file, draft -> Files.write(draft, domain.classes())));
        List<String> paths = domain.pictures().stream().map(Path::toString).toList();
        AtomicFile.write(output.paths(), draft -> Files.write(draft, paths));
    }
}
