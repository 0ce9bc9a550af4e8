package io.github.biwaa.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TsneTest {
    private static final int EACH = 40;

    private static float[][] clusters() {
        SplittableRandom random = new SplittableRandom(3);
        float[][] points = new float[3 * EACH][10];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < 10; j++) {
                points[i][j] = (float) (random.nextDouble() + (j == i / EACH ? 8 : 0));
            }
        }
        return points;
    }

    /** Clusters stay together: the nearest neighbour of every point is of its own cluster. */
    @Test
    void neighboursStayNeighbours() {
        double[][] places = Tsne.embed(clusters(), 1);
        for (int i = 0; i < places.length; i++) {
            int nearest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < places.length; j++) {
                double distance = Math.hypot(places[i][0] - places[j][0], places[i][1] - places[j][1]);
                if (j != i && distance < least) {
                    least = distance;
                    nearest = j;
                }
            }
            assertThat(nearest / EACH).isEqualTo(i / EACH);
        }
    }

    @Test
    void theSeedDecides() {
        assertThat(Tsne.embed(clusters(), 1)).isDeepEqualTo(Tsne.embed(clusters(), 1));
        assertThat(Tsne.embed(clusters(), 1)[0]).isNotEqualTo(Tsne.embed(clusters(), 2)[0]);
    }

    @Test
    void equalPointsHaveAPlaceToo() {
        for (double[] place : Tsne.embed(new float[12][5], 1)) {
            assertThat(Double.isFinite(place[0]) && Double.isFinite(place[1])).isTrue();
        }
    }
}
