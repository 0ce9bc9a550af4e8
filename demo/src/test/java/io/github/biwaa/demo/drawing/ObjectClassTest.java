package io.github.biwaa.demo.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObjectClassTest {

    private static final Offset<Double> FLATNESS = Offset.offset(5e-3);

    @Test
    void classesAreInAlphabeticalOrderAsFoldersAre() {
        assertThat(Arrays.stream(ObjectClass.values()).map(ObjectClass::label))
                .isSorted()
                .hasSize(10);
    }

    @ParameterizedTest
    @EnumSource
    void everyObjectFillsTheUnitSquareAndVaries(ObjectClass object) {
        SplittableRandom random = new SplittableRandom(3);
        double least = 9;
        double most = 0;
        for (int i = 0; i < 50; i++) {
            Rectangle2D bounds = object.draw(random).boundsUnder(new AffineTransform());
            assertThat(Math.max(bounds.getWidth(), bounds.getHeight())).isCloseTo(2, FLATNESS);
            assertThat(bounds.getCenterX()).isCloseTo(0, FLATNESS);
            assertThat(bounds.getCenterY()).isCloseTo(0, FLATNESS);
            double aspect = bounds.getWidth() / bounds.getHeight();
            least = Math.min(least, aspect);
            most = Math.max(most, aspect);
        }
        assertThat(most).isGreaterThan(1.1 * least);
    }
}
