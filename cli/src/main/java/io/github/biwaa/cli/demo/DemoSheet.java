package io.github.biwaa.cli.demo;

import io.github.biwaa.demo.drawing.ObjectClass;
import io.github.biwaa.image.ContactSheet;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Pictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The demo's contact sheet: rows of both domains, the source with one picture of every class, the target as it comes. */
final class DemoSheet {
    private static final int ROWS = 3;
    private static final int THUMB = 80;

    private DemoSheet() {}

    static void write(Path png, Domains<Pictures> domains) {
        int columns = ObjectClass.values().length;
        List<ContactSheet.Row> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add(new ContactSheet.Row(
                    row == 0 ? "Source: " + domains.source().size() + " catalogue drawings with labels" : "",
                    oneOfEveryClass(domains.source(), row)));
        }
        for (int row = 0; row < ROWS; row++) {
            rows.add(new ContactSheet.Row(
                    row == 0 ? "Target: " + domains.target().size() + " phone pictures without labels" : "",
                    pictures(domains.target(), IntStream.range(row * columns, (row + 1) * columns))));
        }
        ContactSheet.write(png, rows, THUMB);
    }

    private static List<PixelImage> oneOfEveryClass(Pictures source, int which) {
        IntStream chosen = IntStream.range(0, source.classes().size())
                .flatMap(label -> IntStream.range(0, source.size())
                        .filter(sample -> source.label(sample) == label)
                        .skip(which)
                        .limit(1));
        return pictures(source, chosen);
    }

    private static List<PixelImage> pictures(Pictures domain, IntStream samples) {
        ImageDecoder decoder = new ImageDecoder();
        return samples.filter(sample -> sample < domain.size())
                .mapToObj(sample -> decoder.decode(domain.files().get(sample), false))
                .toList();
    }
}
