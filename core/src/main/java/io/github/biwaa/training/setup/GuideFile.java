package io.github.biwaa.training.setup;

import static io.github.biwaa.chain.GuideSettings.GUIDE;
import static io.github.biwaa.chain.GuideSettings.GUIDE_CONFIDENCE;
import static io.github.biwaa.chain.GuideSettings.GUIDE_SOURCE;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.ArrayFiles;
import io.github.biwaa.array.StoredArray;
import io.github.biwaa.chain.Guide;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.settings.TrainingConfiguration;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads what a teacher says of the samples of a training. */
public final class GuideFile {
    /** How far the sum of a row may be from 1 if its numbers are probabilities. */
    private static final double ROUNDING = 1e-3;

    private GuideFile() {}

    /**
     * Reads the files that the settings name.
     *
     * @param domains the samples that they are about
     * @return empty if there is no teacher
     * @throws BiwaaException if a file cannot be read, has no row for each sample or no column for each class, or a number in it is not finite; rows of
     *     NaN beyond the number of samples, which broken pictures leave, are passed over
     * @throws io.github.biwaa.InvalidSettingException if the scores cannot be made as sure as wanted
     */
    public static Optional<Guide> read(TrainingConfiguration configuration, Domains<? extends Samples> domains) {
        int classes = domains.source().classes().size();
        return configuration
                .find(GUIDE)
                .map(file -> Guide.of(
                        scores(GUIDE, file, domains.target(), classes),
                        configuration
                                .find(GUIDE_SOURCE)
                                .map(other -> scores(GUIDE_SOURCE, other, domains.source(), classes)),
                        classes,
                        configuration.get(GUIDE_CONFIDENCE)));
    }

    /** @return logits, or the logarithms of probabilities, [N, K] row by row */
    private static double[] scores(Setting<Path> setting, Path file, Samples samples, int classes) {
        if (!ArrayFiles.isNamedSo(file)) {
            throw new BiwaaException(setting.key() + ": " + file
                    + " is not a .npy, .npz or .mat file. A file that biwaa predict --scores writes,"
                    + " or the scores.npy of a run, will do.");
        }
        StoredArray array = only(setting, file);
        long[] shape = array.shape();
        if (shape.length != 2 || shape[1] != classes || shape[0] < samples.size()) {
            throw misshapen(setting, array, samples, classes);
        }
        double[] all = read(array, Math.toIntExact(shape[0]), classes);
        // A picture that could not be read has no scores, and with skip-broken no place among the samples.
        double[] values = shape[0] == samples.size() ? all : withoutMissing(all, classes);
        if (values.length != samples.size() * classes) {
            throw misshapen(setting, array, samples, classes);
        }
        requireNumbers(setting, file, values, samples, classes);
        if (areProbabilities(values, classes)) {
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.log(values[i]);
            }
        }
        return values;
    }

    private static BiwaaException misshapen(Setting<Path> setting, StoredArray array, Samples samples, int classes) {
        return new BiwaaException(setting.key() + ": " + array.title() + " has the shape "
                + Arrays.toString(array.shape()) + ", but " + samples.name() + " has " + samples.size() + " "
                + samples.kind() + ", and there are " + classes + " classes. Expected [" + samples.size() + ", "
                + classes + "]: a row for each of the " + samples.kind()
                + " in their order, and a column for each class in the order of their names.");
    }

    private static double[] withoutMissing(double[] values, int classes) {
        return IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i - i % classes]))
                .mapToDouble(i -> values[i])
                .toArray();
    }

    private static StoredArray only(Setting<Path> setting, Path file) {
        ArrayFiles.Content content = ArrayFiles.list(file);
        if (content.arrays().size() != 1) {
            throw new BiwaaException(setting.key() + ": " + file + " holds " + content.described()
                    + "; expected one array of scores, [N, K].");
        }
        return content.arrays().get(0);
    }

    private static double[] read(StoredArray array, int rows, int columns) {
        double[] values = new double[rows * columns];
        int[] next = {0};
        array.read(value -> {
            int i = next[0]++;
            values[array.firstAxisFastest() ? i % rows * columns + i / rows : i] = value;
        });
        return values;
    }

    private static void requireNumbers(
            Setting<Path> setting, Path file, double[] values, Samples samples, int classes) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                int sample = i / classes;
                throw new BiwaaException(setting.key() + ": " + file + " says " + values[i] + " in row " + sample
                        + " (from 0), for " + samples.sampleName(sample) + ". Expected finite numbers.");
            }
        }
    }

    private static boolean areProbabilities(double[] values, int classes) {
        for (int row = 0; row < values.length; row += classes) {
            double sum = 0;
            for (int k = row; k < row + classes; k++) {
                if (values[k] < 0) {
                    return false;
                }
                sum += values[k];
            }
            if (Math.abs(sum - 1) > ROUNDING) {
                return false;
            }
        }
        return true;
    }
}
