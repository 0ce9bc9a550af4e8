package io.github.biwaa.samples;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.setting.SampleKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Pictures that a program holds in memory: see {@link Samples#ofPictures}. */
final class MemoryPictures extends Samples {
    private final List<PixelImage> pictures;

    MemoryPictures(List<PixelImage> pictures, Optional<int[]> labels, List<String> classes) {
        super("memory", pictures.size(), labels, classes);
        if (pictures.isEmpty()) {
            throw new BiwaaException("there are no pictures in memory. Expected at least one.");
        }
        this.pictures = List.copyOf(pictures);
    }

    @Override
    public SampleKind kind() {
        return SampleKind.PICTURES;
    }

    @Override
    public String sampleName(int sample) {
        return "picture " + sample;
    }

    /** Brings all pictures to the size that views are cut from. */
    @Override
    public OpenSamples open(Opening opening, Progress progress) {
        Preprocessing preprocessing = Objects.requireNonNull(opening.preprocessing());
        Progress.Task task = new Progress.Task("preparing the pictures in memory");
        Resizer resizer = new Resizer();
        byte[][] prepared = new byte[size()][];
        for (int sample = 0; sample < size(); sample++) {
            PixelImage picture = pictures.get(sample).withChannels(preprocessing.channels());
            prepared[sample] = preprocessing.prepare(picture, resizer).samples();
            progress.report(task, sample + 1L, size());
        }
        return opening.made(CachedPictures.inMemory(this, prepared, opening));
    }

    @Override
    MemoryPictures relabelled(Optional<int[]> labels, List<String> classNames) {
        return new MemoryPictures(pictures, labels, classNames);
    }

    /** @return the SHA-256 of sizes and pixels */
    @Override
    public Optional<String> contentSha256() {
        return Optional.of(Sha256.ofWritten(channel -> {
            for (PixelImage picture : pictures) {
                ByteBuffer size = ByteBuffer.allocate(3 * Integer.BYTES);
                channel.write(size.putInt(picture.width())
                        .putInt(picture.height())
                        .putInt(picture.channels())
                        .flip());
                channel.write(ByteBuffer.wrap(picture.samples()));
            }
        }));
    }
}
