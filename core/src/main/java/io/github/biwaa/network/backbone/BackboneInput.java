package io.github.biwaa.network.backbone;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resampling;
import java.util.Collections;
import java.util.List;

/**
 * The pictures that a backbone was made for.
 *
 * @param content what they show
 * @param channels the numbers of channels it takes, its own first: 3 for colour, 1 for grey
 * @param size width and height in pixels of what it was made to see
 * @param smallest the smallest width and height its layers allow
 * @param multiple what width and height must be a multiple of
 * @param resize to how many pixels a picture is brought before {@code size} of them are cut out; other sizes keep the ratio
 * @param mean of each colour, or one for all channels
 * @param std of each colour, or one for all channels
 * @param resampling filter of the resize
 */
public record BackboneInput(
        Content content,
        List<Integer> channels,
        int size,
        int smallest,
        int multiple,
        int resize,
        List<Double> mean,
        List<Double> std,
        Resampling resampling) {
    private static final List<Double> HALF = List.of(0.5);
    private static final double ROUNDING = 1e-6;

    /** What pictures show, by which they are augmented and scored unless a setting says otherwise. */
    public enum Content {
        /** Photos: parts of them and their mirror images show the same. */
        PHOTOS,
        /** Digits and letters: seen whole and never mirrored; networks for them are trained from scratch. */
        DIGITS
    }

    /** Takes immutable copies. */
    public BackboneInput {
        channels = List.copyOf(channels);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /**
     * Photos as ImageNet's networks see them: 224 of 256 pixels, bicubic, ImageNet's mean and deviation.
     *
     * @param smallest the smallest width and height its layers allow
     */
    public static BackboneInput imagenet(int smallest) {
        Preprocessing usual = Preprocessing.imagenet();
        return new BackboneInput(
                Content.PHOTOS,
                List.of(usual.channels()),
                usual.crop(),
                smallest,
                1,
                usual.resize(),
                usual.mean(),
                usual.std(),
                usual.resizeResampling());
    }

    /**
     * Photos with ImageNet's mean and deviation, bicubic, of another size.
     *
     * @param size width and height in pixels of what the network was made to see
     * @param smallest the smallest width and height its layers allow
     * @param cropShare of the resized picture's side, from above 0 to 1; the resized side is rounded down, as timm does
     */
    public static BackboneInput photos(int size, int smallest, double cropShare) {
        BackboneInput usual = imagenet(smallest);
        return new BackboneInput(
                        usual.content, usual.channels, size, smallest, 1, size, usual.mean, usual.std, usual.resampling)
                .croppedBy(cropShare);
    }

    /** @return the same resized so that {@code size} is a share of it, rounded down as timm does */
    public BackboneInput croppedBy(double share) {
        // What is meant as 224 of 232 pixels must not become 231.
        int side = (int) Math.floor(size / share + ROUNDING);
        return new BackboneInput(content, channels, size, smallest, multiple, side, mean, std, resampling);
    }

    /** @return the same whose width and height are multiples of a number of pixels */
    public BackboneInput inMultiplesOf(int pixels) {
        return new BackboneInput(content, channels, size, smallest, pixels, resize, mean, std, resampling);
    }

    /** @return the same with another filter of the resize */
    public BackboneInput resampledBy(Resampling filter) {
        return new BackboneInput(content, channels, size, smallest, multiple, resize, mean, std, filter);
    }

    /** @return the same with another mean and deviation */
    public BackboneInput normalisedBy(List<Double> otherMean, List<Double> otherStd) {
        return new BackboneInput(content, channels, size, smallest, multiple, resize, otherMean, otherStd, resampling);
    }

    /**
     * Digits: the whole picture, values from -1 to 1.
     *
     * @param channels those it takes, its own first
     * @param smallest the smallest width and height its layers allow
     */
    public static BackboneInput digits(List<Integer> channels, int size, int smallest) {
        return new BackboneInput(Content.DIGITS, channels, size, smallest, 1, size, HALF, HALF, Resampling.BILINEAR);
    }

    /** @return whether it was made for digits */
    public boolean showsDigits() {
        return content == Content.DIGITS;
    }

    /**
     * From a picture file to the input.
     *
     * @param side width and height in pixels of what the network sees
     * @param pictureChannels of what it sees
     * @param name of the backbone, for messages
     * @throws InvalidSettingException if the backbone does not allow them
     */
    Preprocessing preprocessing(int side, int pictureChannels, String name) {
        requireSize(side, name);
        if (!channels.contains(pictureChannels)) {
            throw new InvalidSettingException("channels: " + pictureChannels + ", expected "
                    + (channels.size() == 1 ? channels.get(0) : "one of " + channels) + " for " + name);
        }
        return new Preprocessing(
                Math.round(side * (float) resize / size),
                side,
                pictureChannels,
                perChannel(mean, pictureChannels),
                perChannel(std, pictureChannels),
                true,
                resampling);
    }

    /** @throws InvalidSettingException if the layers do not allow pictures of that width and height */
    void requireSize(int side, String name) {
        if (side < smallest) {
            throw new InvalidSettingException(
                    "image-size: " + side + ", expected at least " + smallest + " pixels for " + name);
        }
        if (side % multiple != 0) {
            int below = side / multiple * multiple;
            throw new InvalidSettingException("image-size: " + side + ", expected a multiple of " + multiple
                    + " pixels for " + name + ", such as " + (below < smallest ? "" : below + " or ")
                    + (below + multiple));
        }
    }

    private static List<Double> perChannel(List<Double> values, int channels) {
        return values.size() == 1 ? Collections.nCopies(channels, values.get(0)) : values;
    }
}
