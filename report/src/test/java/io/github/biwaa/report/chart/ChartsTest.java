package io.github.biwaa.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ChartsTest {
    private static final String HOSTILE = "</svg><script>alert('1')</script>\"&";

    /** Every point of a curve lies where the axes say. */
    @Test
    void pointsLieWhereTheAxesSay() {
        double[] x = {0, 10, 20, 30};
        double[] y = {0, 0.25, 0.5, 1};
        String svg = svg(LineChart.of("loss", "", List.of(new LineChart.Series("a", "c0", x, y)), new Axis(0, 1, 0.25))
                .chart());
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
        List<Chart> charts = List.of(
                LineChart.of(HOSTILE, HOSTILE, List.of(new LineChart.Series(HOSTILE, "c0", one, one)), null)
                        .chart(),
                new BarChart(
                                HOSTILE,
                                HOSTILE,
                                List.of(HOSTILE),
                                List.of(new BarChart.Series(HOSTILE, "c0", one)),
                                Axis.covering(0, 1, 4),
                                Words::number)
                        .chart(),
                new ConfusionChart(HOSTILE, names, new int[][] {{1, 1}, {0, 2}}).chart(),
                new ScatterChart(
                                HOSTILE,
                                HOSTILE,
                                List.of(new ScatterChart.Group(HOSTILE, "hue source", 90, new double[][] {{0, 1}})))
                        .chart());
        String all = charts.stream().map(ChartsTest::svg).collect(Collectors.joining());
        assertThat(all).doesNotContain("<script", "alert('").contains("&lt;script&gt;");
    }

    private static String svg(Chart chart) {
        return chart.figure().toString();
    }

    /** Both pens draw the same model: where the SVG has a bar, the picture has its colour. */
    @Test
    void picturesShowWhatTheSvgShows() throws IOException {
        Chart chart = new BarChart(
                        "x",
                        "",
                        List.of("a", "b"),
                        List.of(new BarChart.Series("n", "c0", new double[] {4, 1})),
                        Axis.covering(0, 4, 4),
                        Words::number)
                .chart();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(chart.png().bytes()));
        Matcher bars = Pattern.compile("<rect class=\"bar c0\" x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\"")
                .matcher(svg(chart));
        int found = 0;
        while (bars.find()) {
            found++;
            double left = Double.parseDouble(bars.group(1));
            double top = Double.parseDouble(bars.group(2)) + 4;
            double end = left + Double.parseDouble(bars.group(3));
            assertThat(pixel(image, end - 2, top)).as("inside the bar").isEqualTo(new Color(0x2f6bd8));
            assertThat(pixel(image, end + 30, top)).as("beyond its end").isNotEqualTo(new Color(0x2f6bd8));
        }
        assertThat(found).isEqualTo(2);
    }

    private static Color pixel(BufferedImage image, double x, double y) {
        return new Color(image.getRGB(
                (int) ((x + ImagePen.MARGIN) * ImagePen.SCALE), (int) ((y + ImagePen.MARGIN) * ImagePen.SCALE)));
    }

    @Test
    void everyChartIsDrawnAsAPicture() {
        double[] values = {0, 1, 2};
        List<Chart> charts = List.of(
                LineChart.of("x", "", List.of(new LineChart.Series("a", "c1 old1", values, values)), null)
                        .chart(),
                new ConfusionChart("x", List.of("a", "b"), new int[][] {{1, 1}, {0, 2}}).chart(),
                new ScatterChart("x", "", List.of(new ScatterChart.Group("a", "source", -1, new double[][] {
                            {0, 1}, {1, 0}
                        })))
                        .chart());
        for (Chart chart : charts) {
            Png png = chart.png();
            assertThat(png.width()).as(chart.kind()).isGreaterThan((int) chart.width());
            assertThat(png.height()).as(chart.kind()).isGreaterThan((int) chart.height());
        }
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
            String shortened = Words.shortened(name, longest);
            assertThat(shortened.codePointCount(0, shortened.length())).isLessThanOrEqualTo(longest);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(shortened)).isTrue();
        }
        assertThat(Words.shortened(name, 15)).isEqualTo(name);
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
        String svg = svg(LineChart.of("loss", "", List.of(new LineChart.Series("a", "c0", x, y)), null)
                .chart());
        return Pattern.compile("text-anchor=\"end\">([0-9.]+)<")
                .matcher(svg)
                .results()
                .mapToDouble(tick -> Double.parseDouble(tick.group(1)))
                .max()
                .orElseThrow();
    }
}
