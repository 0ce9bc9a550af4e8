package io.github.biwaa.network.transformer;

import java.util.OptionalDouble;

/**
 * What Vision Transformers differ in.
 *
 * @param patch side of a patch in pixels
 * @param width D, the features of a token
 * @param depth the number of blocks
 * @param heads of each attention
 * @param registers extra tokens beside the class token (Darcet et al. 2024)
 * @param positionOfClass whether the class token has a position embedding too; registers never have one
 * @param preNorm whether tokens are normalised before the first block, and patches have no bias, as in CLIP
 * @param layerScale its initial value; empty for none
 * @param quickGelu whether the MLPs have CLIP's activation
 * @param meanOfPatches whether features are the mean of the patches, normalised then, instead of the class token
 * @param epsilon of the norms
 */
public record VitDesign(
        int patch,
        int width,
        int depth,
        int heads,
        int registers,
        boolean positionOfClass,
        boolean preNorm,
        OptionalDouble layerScale,
        boolean quickGelu,
        boolean meanOfPatches,
        double epsilon) {
    private static final double EPSILON = 1e-6;
    private static final double CLIP_EPSILON = 1e-5;
    private static final double DINO_SCALE = 1e-5;
    private static final double DEIT3_SCALE = 1e-6;

    /** Dosovitskiy et al. 2021, DeiT (Touvron et al. 2021), DINO (Caron et al. 2021). */
    public static VitDesign plain(int patch, Size size) {
        return new VitDesign(
                patch,
                size.width,
                size.depth,
                size.heads,
                0,
                true,
                false,
                OptionalDouble.empty(),
                false,
                false,
                EPSILON);
    }

    /** DeiT III (Touvron et al. 2022). */
    public static VitDesign deit3(Size size) {
        return plain(16, size).withLayerScale(DEIT3_SCALE).withoutPositionOfClass(0);
    }

    /** DINOv2 (Oquab et al. 2023). */
    public static VitDesign dinov2(Size size) {
        return plain(14, size).withLayerScale(DINO_SCALE);
    }

    /** The image tower of CLIP (Radford et al. 2021). */
    public static VitDesign clip(int patch, Size size, boolean quickGelu) {
        return new VitDesign(
                patch,
                size.width,
                size.depth,
                size.heads,
                0,
                true,
                true,
                OptionalDouble.empty(),
                quickGelu,
                false,
                CLIP_EPSILON);
    }

    /** @return the same with that many registers, and no position embedding but those of the patches */
    public VitDesign withoutPositionOfClass(int count) {
        return new VitDesign(
                patch, width, depth, heads, count, false, preNorm, layerScale, quickGelu, meanOfPatches, epsilon);
    }

    /** @return the same whose features are the mean of the patches */
    public VitDesign pooledByMean() {
        return new VitDesign(
                patch, width, depth, heads, registers, positionOfClass, preNorm, layerScale, quickGelu, true, epsilon);
    }

    private VitDesign withLayerScale(double initial) {
        return new VitDesign(
                patch,
                width,
                depth,
                heads,
                registers,
                positionOfClass,
                preNorm,
                OptionalDouble.of(initial),
                quickGelu,
                meanOfPatches,
                epsilon);
    }

    /** @return class token and registers */
    int prefixTokens() {
        return 1 + registers;
    }

    /** The usual sizes. */
    public enum Size {
        TINY(192, 12, 3),
        SMALL(384, 12, 6),
        MEDIUM(512, 12, 8),
        BASE(768, 12, 12),
        LARGE(1024, 24, 16),
        /** For tests: two blocks. */
        NANO(32, 2, 2);

        private final int width;
        private final int depth;
        private final int heads;

        Size(int width, int depth, int heads) {
            this.width = width;
            this.depth = depth;
            this.heads = heads;
        }
    }
}
