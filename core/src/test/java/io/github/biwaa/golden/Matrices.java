package io.github.biwaa.golden;

import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** Plain Java matrices for naive recomputations: random ones, and their way to tensors and back. */
public final class Matrices {

    private Matrices() {}

    /** @return rows x columns normal numbers times a scale, equal for equal seeds */
    public static double[][] random(long seed, int rows, int columns, double scale) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] matrix = new double[rows][columns];
        for (double[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = scale * random.nextGaussian();
            }
        }
        return matrix;
    }

    /** @return the entries in row order */
    public static double[] flat(double[][] matrix) {
        int columns = matrix[0].length;
        double[] entries = new double[matrix.length * columns];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = matrix[i / columns][i % columns];
        }
        return entries;
    }

    /** @return a tensor of the same shape in the given precision */
    public static Tensor tensor(double[][] matrix, Precision precision) {
        return Tensors.of(flat(matrix), matrix.length, matrix[0].length).to(precision.scalarType());
    }

    /** @return the rows of a tensor with two axes */
    public static double[][] rows(Tensor tensor) {
        long[] shape = tensor.shape();
        double[] entries = Tensors.toDoubles(tensor);
        double[][] rows = new double[(int) shape[0]][(int) shape[1]];
        for (int i = 0; i < entries.length; i++) {
            rows[i / rows[0].length][i % rows[0].length] = entries[i];
        }
        return rows;
    }

    /** @return softmax of one row */
    public static double[] softmax(double[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            largest = Math.max(largest, logit);
        }
        double[] exponentials = new double[logits.length];
        double sum = 0;
        for (int k = 0; k < logits.length; k++) {
            exponentials[k] = Math.exp(logits[k] - largest);
            sum += exponentials[k];
        }
        for (int k = 0; k < logits.length; k++) {
            exponentials[k] /= sum;
        }
        return exponentials;
    }

    /** @return the scalar product */
    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
