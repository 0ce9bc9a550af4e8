package io.github.biwaa.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear scale with round ticks.
 *
 * @param from smallest value shown
 * @param to largest value shown, above {@code from}
 * @param step between ticks
 */
public record Axis(double from, double to, double step) {
    /** Shares, from 0 to 1. */
    public static final Axis SHARE = new Axis(0, 1, 0.25);

    private static final int MOST_DECIMALS = 6;
    private static final double SLACK = 1e-9;

    /** @return an axis that covers all values, from tick to tick */
    public static Axis covering(double smallest, double largest, int ticks) {
        double low = smallest;
        double high = largest;
        if (!(high > low)) {
            double margin = low == 0 ? 1 : Math.abs(low) * 0.5;
            low -= margin;
            high += margin;
        }
        double step = roundStep((high - low) / ticks);
        return new Axis(Math.floor(low / step + SLACK) * step, Math.ceil(high / step - SLACK) * step, step);
    }

    private static double roundStep(double raw) {
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double mantissa = raw / power;
        return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 2.5 ? 2.5 : mantissa <= 5 ? 5 : 10);
    }

    /** @return the place of a value, 0 at the beginning and 1 at the end */
    double place(double value) {
        return (value - from) / (to - from);
    }

    /** @return the values that carry a mark */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        int count = (int) Math.round((to - from) / step);
        for (int i = 0; i <= count; i++) {
            double value = from + i * step;
            ticks.add(Math.abs(value) < step * SLACK ? 0 : value);
        }
        return ticks;
    }

    /** @return a tick's label, with as many decimals as the step needs */
    String label(double value) {
        if (step >= 1000 && to >= 10_000) {
            return value == 0 ? "0" : Words.number(value / 1000) + "k";
        }
        int decimals = 0;
        double scaled = step;
        while (decimals < MOST_DECIMALS && Math.abs(scaled - Math.rint(scaled)) > 1e-6) {
            scaled *= 10;
            decimals++;
        }
        return decimals == MOST_DECIMALS
                ? Words.format("%.0e", value).replaceFirst("e-0", "e-")
                : Words.format("%." + decimals + "f", value);
    }
}
