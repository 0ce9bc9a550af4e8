package io.github.biwaa.image;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.decode.Background;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * All that turns a picture file into a network's input, kept with the model so that training and prediction cannot disagree (docs/method.md).
 * A picture is brought to resize x resize pixels, views of crop x crop pixels are cut out of it, and each value becomes (x / 255 - mean) / std.
 *
 * @param resize side of the picture that is cached, 1-4096; the ratio of width to height is not kept
 * @param crop side of a view, 1 to {@code resize}
 * @param channels 3 (red, green, blue) or 1 (grey)
 * @param mean per channel, finite
 * @param std per channel, finite and above 0
 * @param applyOrientation whether EXIF orientation is applied; phones' pictures need it, benchmark recipes do without
 * @param resizeResampling filter of the resize
 * @param background what transparent pixels are laid on; models of earlier versions ignore transparency
 */
public record Preprocessing(
        int resize,
        int crop,
        int channels,
        List<Double> mean,
        List<Double> std,
        boolean applyOrientation,
        Resampling resizeResampling,
        Background background) {
    private static final int LARGEST_SIDE = 4096;

    /** Checks every value. */
    public Preprocessing {
        if (resize < 1 || resize > LARGEST_SIDE) {
            throw new InvalidSettingException("resize is " + resize + "; it must be 1 to " + LARGEST_SIDE);
        }
        if (crop < 1 || crop > resize) {
            throw new InvalidSettingException("crop is " + crop + "; it must be 1 to resize, which is " + resize);
        }
        if (channels != 1 && channels != 3) {
            throw new InvalidSettingException("channels is " + channels + "; it must be 1 (grey) or 3 (colour)");
        }
        mean = checked("mean", mean, channels);
        std = checked("std", std, channels);
        for (double value : std) {
            if (!((float) value > 0)) {
                throw new InvalidSettingException("std is " + std + "; each value must be above 0");
            }
        }
        if (resizeResampling == null) {
            throw new InvalidSettingException(
                    "resizeResampling is missing; it must be one of " + List.of(Resampling.values()));
        }
        background = background == null ? Background.NONE : background;
    }

    /** Without a background. */
    public Preprocessing(
            int resize,
            int crop,
            int channels,
            List<Double> mean,
            List<Double> std,
            boolean applyOrientation,
            Resampling resizeResampling) {
        this(resize, crop, channels, mean, std, applyOrientation, resizeResampling, Background.NONE);
    }

    /** What ImageNet's networks expect: 256 by bicubic, 224 of it, colour, ImageNet's mean and deviation, orientation applied. */
    public static Preprocessing imagenet() {
        List<Double> mean = List.of(0.485, 0.456, 0.406);
        List<Double> std = List.of(0.229, 0.224, 0.225);
        return new Preprocessing(256, 224, 3, mean, std, true, Resampling.BICUBIC);
    }

    /**
     * Digits: the whole picture, values from -1 to 1.
     *
     * @param size side of the picture and of its only view, for example 28
     * @param channels 1 or 3
     */
    public static Preprocessing digits(int size, int channels) {
        List<Double> half = Collections.nCopies(channels == 1 ? 1 : 3, 0.5);
        return new Preprocessing(size, size, channels, half, half, true, Resampling.BILINEAR);
    }

    /** The same with EXIF orientation applied or not. */
    public Preprocessing withOrientationApplied(boolean applied) {
        return new Preprocessing(resize, crop, channels, mean, std, applied, resizeResampling, background);
    }

    /** The same with transparent pixels laid on a colour. */
    public Preprocessing withBackground(Background colour) {
        return new Preprocessing(resize, crop, channels, mean, std, applyOrientation, resizeResampling, colour);
    }

    /** Decodes a file as training and prediction do, before it is resized. */
    public PixelImage decode(Path file) {
        return new ImageDecoder(background).decode(file, applyOrientation, channels);
    }

    /** Bytes of one cached picture: resize * resize * channels. */
    public int pictureLength() {
        return resize * resize * channels;
    }

    /** Floats of one view: channels * crop * crop. */
    public int viewLength() {
        return channels * crop * crop;
    }

    /** What decides a cached picture's bytes, and nothing else: settings with equal keys may share a cache. */
    public String pictureKey() {
        return resize + "x" + channels + " " + resizeResampling + (applyOrientation ? " upright" : " as stored")
                + (background.equals(Background.NONE) ? "" : " on " + background.colour());
    }

    /**
     * Brings a decoded picture to what the cache of pixels keeps and {@link ViewRenderer} reads: resize x resize pixels, {@code channels} channels
     * (grey is made before resizing, as Pillow's users do).
     *
     * @param decoded the whole picture, turned upright by the decoder if {@code applyOrientation}
     * @param resizer this thread's work space
     * @throws io.github.biwaa.BiwaaException if one side is millions of pixels long
     */
    public PixelImage prepare(PixelImage decoded, Resizer resizer) {
        return resizer.resize(decoded.withChannels(channels), resize, resize, resizeResampling);
    }

    private static List<Double> checked(String key, List<Double> values, int channels) {
        if (values == null || values.size() != channels) {
            throw new InvalidSettingException(
                    key + " is " + values + "; it must have one value per channel, " + channels);
        }
        for (Double value : values) {
            if (value == null || !Double.isFinite(value)) {
                throw new InvalidSettingException(key + " is " + values + "; each value must be a finite number");
            }
        }
        return List.copyOf(values);
    }
}
