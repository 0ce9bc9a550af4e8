package io.github.biwaa.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChartsTest {
    private static final String HOSTILE = "</svg><script>alert('1')</script>\"&";

    /** Every point of a curve lies where the axes say. */
    @Test
    void pointsLieWhereTheAxesSay() {
        double[] x = {0, 10, 20, 30};
        double[] y = {0, 0.25, 0.5, 1};
        String svg =
                new LineChart("loss", "", List.of(new LineChart.Series("a", "c0", x, y)), new Axis(0, 1, 0.25)).svg();
        Matcher ticks = Pattern.compile("y=\"([0-9.]+)\" text-anchor=\"end\">(0.00|1.00)<")
                .matcher(svg);
        assertThat(ticks.find()).isTrue();
        double zero = Double.parseDouble(ticks.group(1)) - 3.5;
        assertThat(ticks.find()).isTrue();
        double one = Double.parseDouble(ticks.group(1)) - 3.5;
        Matcher points = Pattern.compile(" points=\"([^\"]+)\"").matcher(svg);
        assertThat(points.find()).isTrue();
        String[] places = points.group(1).split(" ");
        for (int i = 0; i < y.length; i++) {
            assertThat(Double.parseDouble(places[i].split(",")[1])).isCloseTo(zero + y[i] * (one - zero), within(0.11));
        }
        assertThat(svg).contains("data-x=\"0,10,20,30\"", "data-y=\"0,0.25000,0.50000,1\"");
    }

    @Test
    void longCurvesAreThinnedButEndWhereTheyEnd() {
        double[] x = IntStream.rangeClosed(0, 5003).asDoubleStream().toArray();
        LineChart.Series thin = new LineChart.Series("a", "c0", x, x).thinned();
        assertThat(thin.x().length).isBetween(300, 401);
        assertThat(thin.x()[0]).isZero();
        assertThat(thin.x()[thin.x().length - 1]).isEqualTo(5003);
    }

    @Test
    void noNameBecomesMarkup() {
        double[] one = {1};
        List<String> names = List.of(HOSTILE, "b");
        FeatureMap map = new FeatureMap("after", 1, new double[][] {{0, 1}, {1, 0}}, 1, new int[] {0, 0});
        String all = new LineChart(HOSTILE, HOSTILE, List.of(new LineChart.Series(HOSTILE, "c0", one, one)), null).svg()
                + new BarChart(
                                HOSTILE,
                                HOSTILE,
                                List.of(HOSTILE),
                                List.of(new BarChart.Series(HOSTILE, "c0", one)),
                                Axis.covering(0, 1, 4),
                                Html::number)
                        .svg()
                + new ConfusionChart("x", names, new int[][] {{1, 1}, {0, 2}}).svg()
                + new ScatterChart("x", HOSTILE, map, names, true).svg();
        assertThat(all).doesNotContain("<script", "alert('").contains("&lt;script&gt;");
    }

    @Test
    void ticksAreRound() {
        assertThat(Axis.covering(0, 0.93, 4).ticks()).hasSize(5).last().isEqualTo(1.0);
        assertThat(Axis.covering(3, 3, 4).ticks()).isNotEmpty();
        assertThat(Axis.covering(0, 6e-4, 4).label(2e-4)).isEqualTo("0.0002");
        assertThat(new Axis(0, 1, 0.25).label(0.25)).isEqualTo("0.25");
        assertThat(new Axis(0, 10, 2.5).label(2.5)).isEqualTo("2.5");
        assertThat(new Axis(0, 6000, 2000).label(2000)).isEqualTo("2000");
        Axis thousands = new Axis(0, 40_000, 20_000);
        assertThat(thousands.ticks().stream().map(thousands::label)).containsExactly("0", "20k", "40k");
    }

    /** An emoji is two characters of Java; half of one cannot be written to a file. */
    @Test
    void aShortenedNameEndsWithAWholeLetter() {
        String name = "abcdefghijk\uD83D\uDE00xyz";
        for (int longest = 2; longest <= 16; longest++) {
            String shortened = Html.shortened(name, longest);
            assertThat(shortened.codePointCount(0, shortened.length())).isLessThanOrEqualTo(longest);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(shortened)).isTrue();
        }
        assertThat(Html.shortened(name, 15)).isEqualTo(name);
    }

    @Test
    void aLossThatExplodesIsShownAndOneThatBeginsHighIsCut() {
        double[] falling =
                IntStream.range(0, 60).mapToDouble(i -> 1 - i / 100.0).toArray();
        double[] exploding = falling.clone();
        exploding[59] = 5000;
        double[] high = falling.clone();
        high[0] = 5000;
        assertThat(largestTick(exploding)).isGreaterThanOrEqualTo(4000);
        assertThat(largestTick(high)).isLessThan(2);
    }

    private static double largestTick(double[] y) {
        double[] x = IntStream.range(0, y.length).asDoubleStream().toArray();
        String svg = new LineChart("loss", "", List.of(new LineChart.Series("a", "c0", x, y)), null).svg();
        return Pattern.compile("text-anchor=\"end\">([0-9.]+)<")
                .matcher(svg)
                .results()
                .mapToDouble(tick -> Double.parseDouble(tick.group(1)))
                .max()
                .orElseThrow();
    }
}
