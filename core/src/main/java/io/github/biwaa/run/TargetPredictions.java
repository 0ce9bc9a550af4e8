package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.model.Calibration;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What a model says about a target, in numbers that need no labels.
 *
 * @param samples N_t
 * @param perClass how many samples are predicted to be of each class, by its name
 * @param unsure how many have a probability below {@link #SURE}, calibrated if the model is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TargetPredictions(int samples, Map<String, Integer> perClass, int unsure) {
    /** Below this probability a sample is unsure. */
    public static final double SURE = 0.7;

    private static final int ROWS = 4096;

    /** Keeps the order of the classes. */
    public TargetPredictions {
        perClass = Collections.unmodifiableMap(new LinkedHashMap<>(perClass == null ? Map.of() : perClass));
    }

    /**
     * Counts.
     *
     * @param scores probabilities, [N_t, K]
     * @param temperature that they are calibrated by; 1 if they are not
     * @param classes names of the K classes
     */
    public static TargetPredictions of(Tensor scores, double temperature, List<String> classes) {
        int samples = Math.toIntExact(scores.size(0));
        int[] counts = new int[classes.size()];
        int[] unsure = new int[1];
        // Batches keep the memory small, whatever the size of the target.
        Sweep.silent(ROWS).over(samples, (from, to) -> {
            double[] values = Tensors.toDoubles(scores.narrow(0, from, to - from));
            for (int row = 0; row < to - from; row++) {
                double[] scaled = Calibration.scaled(
                        Arrays.copyOfRange(values, row * counts.length, (row + 1) * counts.length), temperature);
                int largest = 0;
                for (int k = 1; k < scaled.length; k++) {
                    largest = scaled[k] > scaled[largest] ? k : largest;
                }
                counts[largest]++;
                unsure[0] += scaled[largest] < SURE ? 1 : 0;
            }
        });
        Map<String, Integer> perClass = new LinkedHashMap<>();
        for (int k = 0; k < counts.length; k++) {
            perClass.put(classes.get(k), counts[k]);
        }
        return new TargetPredictions(samples, perClass, unsure[0]);
    }

    /** @return how many classes are predicted at least once */
    public int classesSeen() {
        return (int) perClass.values().stream().filter(count -> count > 0).count();
    }
}
