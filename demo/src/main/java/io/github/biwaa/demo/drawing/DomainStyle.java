package io.github.biwaa.demo.drawing;

import java.util.SplittableRandom;

/** How an object is depicted. The order is part of every picture's seed. */
public enum DomainStyle {
    /** The source: clean drawings in a few colours on white or nearly white paper. */
    CATALOGUE {
        @Override
        public Picture depict(Drawing drawing, SplittableRandom random, int pictureSize, Shift shift) {
            return CatalogueStyle.depict(drawing, random, pictureSize);
        }
    },
    /** The target: any colours on textured, cluttered grounds; turned, blurred, unevenly lit, noisy, sometimes partly covered. */
    PHONE {
        @Override
        public Picture depict(Drawing drawing, SplittableRandom random, int pictureSize, Shift shift) {
            return PhoneStyle.depict(drawing, random, pictureSize, shift.strength());
        }
    };

    /**
     * Depicts one object.
     *
     * @param drawing the object
     * @param random decides colours, place and degradations
     * @param pictureSize side of the square picture in pixels
     * @param shift how strongly to degrade; without effect on the catalogue
     * @return the picture and the object's place in it
     */
    public abstract Picture depict(Drawing drawing, SplittableRandom random, int pictureSize, Shift shift);
}
