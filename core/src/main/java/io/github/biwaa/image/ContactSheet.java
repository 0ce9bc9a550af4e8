package io.github.biwaa.image;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.image.decode.PixelImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws pictures in titled rows on one sheet, so that people see at a glance what two domains look like. */
public final class ContactSheet {
    private static final Logger LOGGER = LoggerFactory.getLogger(ContactSheet.class);
    private static final int LARGEST_THUMB = 1024;
    private static final int LARGEST_SIDE = 20_000;
    private static final Color PAPER = Color.WHITE;
    private static final Color INK = new Color(0x22, 0x26, 0x2B);
    private static final Color FRAME = new Color(0xD5, 0xD9, 0xDE);
    private static final Color EMPTY = new Color(0xF3, 0xF4, 0xF6);

    private final int thumb;
    private final int gap;
    private final int margin;
    private final int titleHeight;
    private final Resizer resizer = new Resizer();

    /**
     * One row of the sheet.
     *
     * @param title written above the row, cut with an ellipsis where it is too long; may be empty
     * @param pictures from left to right; of any sizes
     */
    public record Row(String title, List<PixelImage> pictures) {
        /** Copies the list. */
        public Row {
            pictures = List.copyOf(pictures);
        }
    }

    private ContactSheet(int thumb) {
        this.thumb = thumb;
        gap = Math.max(2, thumb / 16);
        margin = Math.max(8, thumb / 6);
        titleHeight = Math.max(18, thumb / 4);
    }

    /**
     * Writes a sheet.
     *
     * @param png the file to write, replaced if it exists; its folder must exist
     * @param rows at least one; rows may differ in length
     * @param thumbSize side of the square that each picture is fitted into, width to height kept, 8-{@value #LARGEST_THUMB} pixels
     * @throws BiwaaException if the file cannot be written
     */
    public static void write(Path png, List<Row> rows, int thumbSize) {
        if (thumbSize < 8 || thumbSize > LARGEST_THUMB) {
            throw new IllegalArgumentException("thumbSize " + thumbSize + " is not 8 to " + LARGEST_THUMB);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a contact sheet needs at least one row");
        }
        BufferedImage sheet = new ContactSheet(thumbSize).draw(rows);
        // In memory, without ImageIO's file cache, which would need a folder for temporary files.
        try (OutputStream stream = Files.newOutputStream(png);
                ImageOutputStream output = new MemoryCacheImageOutputStream(stream)) {
            if (!ImageIO.write(sheet, "png", output)) {
                throw new IOException("no PNG writer is installed");
            }
        } catch (IOException exception) {
            throw new BiwaaException(png + ": the contact sheet cannot be written (" + exception + ")", exception);
        }
    }

    private BufferedImage draw(List<Row> rows) {
        int columns = Math.max(
                1, rows.stream().mapToInt(row -> row.pictures().size()).max().orElse(1));
        long width = 2L * margin + (long) columns * thumb + (columns - 1L) * gap;
        long rowHeight = (long) titleHeight + thumb + margin;
        long height = margin + rows.size() * rowHeight;
        if (width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw new IllegalArgumentException("a contact sheet of " + width + " x " + height + " pixels is too large");
        }
        BufferedImage sheet = new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setColor(PAPER);
            graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            int top = margin;
            boolean lettering = true;
            for (Row row : rows) {
                lettering = lettering && title(graphics, row.title(), top, sheet.getWidth());
                for (int column = 0; column < row.pictures().size(); column++) {
                    int left = margin + column * (thumb + gap);
                    picture(graphics, row.pictures().get(column), left, top + titleHeight);
                }
                top += (int) rowHeight;
            }
        } finally {
            graphics.dispose();
        }
        return sheet;
    }

    /** False where this machine has no fonts, as small containers do: the sheet is useful without its titles too. */
    private boolean title(Graphics2D graphics, String title, int top, int sheetWidth) {
        if (title.isEmpty()) {
            return true;
        }
        try {
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(11, titleHeight * 5 / 9)));
            graphics.setColor(INK);
            FontMetrics metrics = graphics.getFontMetrics();
            String fitting = fitting(title, metrics, sheetWidth - 2 * margin);
            graphics.drawString(fitting, margin, top + titleHeight - metrics.getDescent() - gap);
            return true;
        } catch (RuntimeException | LinkageError | InternalError noFonts) {
            LOGGER.warn(
                    "The contact sheet has no titles, since Java finds no fonts on this machine ({}).",
                    noFonts.toString());
            return false;
        }
    }

    private static String fitting(String title, FontMetrics metrics, int width) {
        if (metrics.stringWidth(title) <= width) {
            return title;
        }
        String cut = title;
        while (!cut.isEmpty() && metrics.stringWidth(cut + "…") > width) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut + "…";
    }

    private void picture(Graphics2D graphics, PixelImage picture, int left, int top) {
        double scale = Math.min((double) thumb / picture.width(), (double) thumb / picture.height());
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        int height = Math.max(1, (int) Math.round(picture.height() * scale));
        BufferedImage fitted =
                resizer.resize(picture, width, height, Resampling.BICUBIC).toBufferedImage();
        graphics.setColor(EMPTY);
        graphics.fillRect(left, top, thumb, thumb);
        graphics.drawImage(fitted, left + (thumb - width) / 2, top + (thumb - height) / 2, null);
        graphics.setColor(FRAME);
        graphics.setStroke(new BasicStroke(1f));
        graphics.drawRect(left, top, thumb - 1, thumb - 1);
    }
}
