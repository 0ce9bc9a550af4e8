package io.github.biwaa.adaptation.schedule;

/**
 * Half a wave of a cosine (Loshchilov and Hutter 2017): {@code last + (base - last) (1 + cos(pi i / length)) / 2}, and {@code last} from iteration
 * {@code length} on.
 *
 * @param base the rate at the first iteration
 * @param last the rate at the end
 * @param length in iterations, at least 1
 */
public record Cosine(double base, double last, long length) implements LearningRate {

    @Override
    public double at(long iteration) {
        return iteration >= length ? last : last + (base - last) * (1 + Math.cos(Math.PI * iteration / length)) / 2;
    }
}
