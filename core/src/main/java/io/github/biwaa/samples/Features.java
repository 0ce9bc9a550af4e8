package io.github.biwaa.samples;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.TensorBytes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Samples that are features: embeddings from a file or from memory, with one view each; or what a frozen backbone made of pictures, with a fixed set
 * of augmented views to train on and the views that they are scored by. They own their tables.
 */
public final class Features extends OpenSamples {
    /**
     * The mean norm that features get by themselves. The paper's step sizes and its distance of centroids, which grows with the square of the features,
     * suit it: SqueezeNet's features train well by every method at 10 to 18, and begin to diverge at 25.
     */
    public static final double SUITABLE_NORM = 15;

    private static final MathContext DIGITS = new MathContext(3);
    private static final int BLOCK = 4096;

    private final Naming naming;
    private final Tensor trainingViews;
    private final Tensor fixedViews;

    /**
     * @param whole what messages call them all
     * @param each what messages call a sample
     * @param listed what a listing calls a sample
     */
    private record Naming(String whole, IntFunction<String> each, IntFunction<String> listed) {}

    /**
     * @param trainingViews [N, V, width], kept; owned from now on
     * @param fixedViews [N, W, width], kept; owned from now on
     */
    private Features(
            String name,
            Optional<int[]> labels,
            List<String> classes,
            Naming naming,
            Tensor trainingViews,
            Tensor fixedViews) {
        super(name, Math.toIntExact(trainingViews.size(0)), labels, classes);
        if (fixedViews.size(0) != size()) {
            throw new IllegalArgumentException("the tables hold " + size() + " and " + fixedViews.size(0) + " samples");
        }
        this.naming = naming;
        this.trainingViews = trainingViews;
        this.fixedViews = fixedViews;
    }

    /**
     * The rows of a file.
     *
     * @param table [N, width] in float32; shared
     * @param labels class numbers, or empty if there are none
     */
    public static Features ofFile(Path file, Tensor table, Optional<int[]> labels, List<String> classes) {
        String name = file.getFileName().toString();
        return ofTable(
                name.substring(0, name.lastIndexOf('.')),
                table,
                labels,
                classes,
                new Naming(file.toString(), row -> "row " + row + " of " + name, row -> name));
    }

    /** The rows of arrays: see {@link Samples#of(float[][], int[], List)}. */
    static Features ofRows(float[][] rows, Optional<int[]> labels, List<String> classes) {
        try (PointerScope scope = new PointerScope()) {
            IntFunction<String> names = row -> "row " + row;
            return ofTable("memory", table(rows), labels, classes, new Naming("in memory", names, names));
        }
    }

    private static Tensor table(float[][] rows) {
        int width = rows.length == 0 ? 0 : rows[0].length;
        if (width == 0) {
            throw new BiwaaException("the features in memory are empty. Expected at least one row and one column.");
        }
        Tensor table = Tensors.emptyFloats(rows.length, width);
        FloatPointer values = new FloatPointer(table.data_ptr());
        for (int row = 0; row < rows.length; row++) {
            check(rows[row], row, width);
            values.position((long) row * width).put(rows[row]);
        }
        return table;
    }

    private static void check(float[] values, int row, int width) {
        if (values.length != width) {
            throw new BiwaaException("row " + row + " of the features in memory has " + values.length
                    + " columns, the first row " + width + ". Expected as many in each row.");
        }
        for (int column = 0; column < width; column++) {
            if (!Float.isFinite(values[column])) {
                throw new BiwaaException("row " + row + ", column " + column + " of the features in memory is "
                        + values[column] + ". Expected finite numbers.");
            }
        }
    }

    private static Features ofTable(
            String name, Tensor table, Optional<int[]> labels, List<String> classes, Naming naming) {
        try (PointerScope scope = new PointerScope()) {
            Tensor views = table.unsqueeze(1);
            return new Features(name, labels, classes, naming, Tensors.keep(views), Tensors.keep(views.detach()));
        }
    }

    /**
     * What a frozen backbone made of samples.
     *
     * @param trainingViews [N, V, width], kept; owned from now on
     * @param fixedViews [N, W, width], kept; owned from now on
     */
    public static Features ofViews(Samples of, Tensor trainingViews, Tensor fixedViews) {
        return new Features(
                of.name(),
                of.classLabels(),
                of.classes(),
                new Naming(of.name(), of::sampleName, of::listedName),
                trainingViews,
                fixedViews);
    }

    /** @return what messages call the set: the file */
    @Override
    public String toString() {
        return naming.whole();
    }

    @Override
    public SampleKind kind() {
        return SampleKind.EMBEDDINGS;
    }

    @Override
    public String sampleName(int sample) {
        return naming.each().apply(sample);
    }

    @Override
    String listedName(int sample) {
        return naming.listed().apply(sample);
    }

    @Override
    public OptionalInt width() {
        return OptionalInt.of(Math.toIntExact(trainingViews.size(2)));
    }

    /**
     * What gives the features the mean norm {@link #SUITABLE_NORM}, rounded to three digits.
     *
     * @throws BiwaaException if all features are 0
     */
    @Override
    public OptionalDouble featureScale(boolean centred) {
        double norm = meanNorm(centred);
        if (norm == 0) {
            throw new BiwaaException("all features of the source " + this + " are "
                    + (centred ? "alike within their rows" : "0") + ". There is nothing to learn.");
        }
        return OptionalDouble.of(
                new BigDecimal(SUITABLE_NORM / norm).round(DIGITS).doubleValue());
    }

    /**
     * @param centred whether the mean over its features is first subtracted from each sample's
     * @return the mean over all samples of the Euclidean norm of the first view
     */
    public double meanNorm(boolean centred) {
        double sum = 0;
        for (int from = 0; from < size(); from += BLOCK) {
            try (PointerScope scope = new PointerScope()) {
                Tensor block = Tensors.toDouble(rows(from, Math.min(size(), from + BLOCK)));
                Tensor measured = centred ? Tensors.centredRows(block) : block;
                sum += Tensors.item(
                        Tensors.sum(measured.square(), 1, false).sqrt().sum());
            }
        }
        return sum / size();
    }

    /** @return the first fixed view of consecutive samples, [to - from, width], in the scope of the caller */
    public Tensor rows(int from, int to) {
        return fixedViews.narrow(0, from, to - from).select(1, 0);
    }

    /** @return the mean over all samples and their training views, [width], in float64 and the scope of the caller */
    public Tensor mean() {
        Tensor sum = Tensors.zeros(Precision.FLOAT64, trainingViews.size(2));
        for (int from = 0; from < size(); from += BLOCK) {
            try (PointerScope scope = new PointerScope()) {
                Tensor block = trainingViews.narrow(0, from, Math.min(BLOCK, size() - from));
                sum.add_(Tensors.sum(Tensors.toDouble(block).flatten(0, 1), 0, false));
            }
        }
        return Tensors.times(sum, 1.0 / (size() * trainingViews.size(1)));
    }

    /** @return the SHA-256 of all values, row by row as little-endian float32; the same whatever kind of file they come from */
    @Override
    public Optional<String> contentSha256() {
        return Optional.of(Sha256.ofWritten(channel -> TensorBytes.write(trainingViews, channel)));
    }

    @Override
    public SampleViews views(SeedSequence seeds, Purpose purpose) {
        return new FeatureViews(trainingViews, fixedViews, seeds, purpose);
    }

    /** The fixed views of the sum are its training views where the two sets have not as many. */
    @Override
    OpenSamples sum(OpenSamples other, int[] rows, int[] labels) {
        Features added = (Features) other;
        Naming names = new Naming(
                naming.whole(),
                joined(naming.each(), added.naming.each(), rows),
                joined(naming.listed(), added.naming.listed(), rows));
        try (PointerScope scope = new PointerScope()) {
            Tensor numbers = Tensors.indices(rows);
            Tensor training = Tensors.concatenate(trainingViews, added.trainingViews.index_select(0, numbers));
            Tensor fixed = fixedViews.size(1) == added.fixedViews.size(1)
                    ? Tensors.concatenate(fixedViews, added.fixedViews.index_select(0, numbers))
                    : training.detach();
            return new Features(
                    name(), Optional.of(labels), classes(), names, Tensors.keep(training), Tensors.keep(fixed));
        }
    }

    @Override
    public Features part(int[] rows) {
        int[] chosen = rows.clone();
        Naming names =
                new Naming(naming.whole(), sample -> naming.each().apply(chosen[sample]), sample -> naming.listed()
                        .apply(chosen[sample]));
        try (PointerScope scope = new PointerScope()) {
            Tensor numbers = Tensors.indices(chosen);
            return new Features(
                    name(),
                    labelsOf(chosen),
                    classes(),
                    names,
                    Tensors.keep(trainingViews.index_select(0, numbers)),
                    Tensors.keep(fixedViews.index_select(0, numbers)));
        }
    }

    @Override
    OpenSamples shared() {
        return relabelled(classLabels(), classes());
    }

    @Override
    Features relabelled(Optional<int[]> labels, List<String> names) {
        try (PointerScope scope = new PointerScope()) {
            return new Features(
                    name(),
                    labels,
                    names,
                    naming,
                    Tensors.keep(trainingViews.detach()),
                    Tensors.keep(fixedViews.detach()));
        }
    }

    @Override
    public void close() {
        Tensors.release(trainingViews);
        Tensors.release(fixedViews);
    }
}
