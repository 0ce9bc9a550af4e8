package io.github.biwaa.explain;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.image.ContactSheet;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.decode.PixelImage;
import java.awt.image.BufferedImage;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The paper's first figure for any pictures: a row of originals and a row of heat maps per model. */
public final class HeatFigure {
    /** Side of a drawn picture in pixels. */
    private static final int SIDE = 128;

    private final List<PixelImage> originals;
    private final List<ContactSheet.Row> rows = new ArrayList<>();

    /**
     * Begins with the originals.
     *
     * @param title above them
     */
    public HeatFigure(String title, List<PixelImage> originals) {
        if (originals.isEmpty()) {
            throw new IllegalArgumentException("no pictures");
        }
        this.originals = List.copyOf(originals);
        rows.add(new ContactSheet.Row(
                title, originals.stream().map(HeatFigure::square).toList()));
    }

    private static PixelImage square(PixelImage picture) {
        return new Resizer().resize(picture.withChannels(3), SIDE, SIDE, Resampling.BICUBIC);
    }

    /**
     * Adds a row.
     *
     * @param title above it
     * @param model whose maps these are
     * @param maps one per picture
     * @return the drawn pictures of the row
     */
    public List<BufferedImage> add(String title, GradCam model, List<HeatMap> maps) {
        if (maps.size() != originals.size()) {
            throw new IllegalArgumentException(maps.size() + " maps for " + originals.size() + " pictures");
        }
        List<BufferedImage> drawn = new ArrayList<>();
        for (int i = 0; i < maps.size(); i++) {
            drawn.add(HeatPicture.draw(seen(originals.get(i), model), maps.get(i)));
        }
        rows.add(new ContactSheet.Row(title, drawn.stream().map(PixelImage::of).toList()));
        return drawn;
    }

    /** The part of a picture that the model sees. */
    private static BufferedImage seen(PixelImage picture, GradCam model) {
        Preprocessing preprocessing = model.preprocessing();
        CropBox view = model.view();
        double scale = SIDE / (double) view.width();
        int whole = (int) Math.round(preprocessing.resize() * scale);
        BufferedImage resized = new Resizer()
                .resize(picture.withChannels(3), whole, whole, Resampling.BICUBIC)
                .toBufferedImage();
        int left = Math.min((int) Math.round(view.left() * scale), whole - SIDE);
        int top = Math.min((int) Math.round(view.top() * scale), whole - SIDE);
        return resized.getSubimage(left, top, SIDE, SIDE);
    }

    /**
     * Writes the figure as a PNG.
     *
     * @throws BiwaaException if it cannot be written
     */
    public void write(Path png) {
        ContactSheet.write(png, rows, SIDE);
    }

    /**
     * Writes one picture as a PNG.
     *
     * @throws BiwaaException if it cannot be written
     */
    public static void write(Path png, BufferedImage picture) {
        AtomicFile.write(png, draft -> {
            try (OutputStream stream = Files.newOutputStream(draft);
                    MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(stream)) {
                ImageIO.write(picture, "png", output);
            }
        });
    }
}
