package io.github.biwaa.cli.demo;

import io.github.biwaa.demo.ObjectPlaces;
import io.github.biwaa.demo.drawing.PixelBox;
import io.github.biwaa.explain.GradCam;
import io.github.biwaa.explain.HeatFigure;
import io.github.biwaa.explain.HeatMap;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.samples.Pictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The heat maps of the demo's target pictures: a figure of some, and how much of the heat lies inside the object over all of them. */
final class DemoHeat {
    private static final int SHOWN = 8;

    private final List<PixelImage> pictures = new ArrayList<>();
    private final List<PixelBox> boxes = new ArrayList<>();
    private final HeatFigure figure;

    DemoHeat(Pictures target, ObjectPlaces places) {
        ImageDecoder decoder = new ImageDecoder();
        for (int sample = 0; sample < target.size(); sample++) {
            Path file = target.files().get(sample);
            PixelBox box = places.byPath().get("target/" + file.getFileName());
            if (box != null) {
                pictures.add(decoder.decode(file, false));
                boxes.add(box);
            }
        }
        figure = new HeatFigure("Target pictures; below, what the adversarial branch aligns", shown(pictures));
    }

    private static <T> List<T> shown(List<T> all) {
        return all.subList(0, Math.min(SHOWN, all.size()));
    }

    /**
     * Adds a method's row.
     *
     * @return the mean over all pictures of the share of heat inside the object's box, 0 to 1
     */
    double add(String method, Path runFolder) {
        try (GradCam model = GradCam.load(runFolder)) {
            List<HeatMap> maps = model.domain(pictures);
            double sum = 0;
            for (int i = 0; i < maps.size(); i++) {
                sum += shareInside(maps.get(i), pictures.get(i), boxes.get(i), model);
            }
            double share = sum / maps.size();
            figure.add(
                    String.format(
                            Locale.ROOT,
                            "%s: %.1f %% of the heat inside the object, over all target pictures",
                            method,
                            100 * share),
                    model,
                    shown(maps));
            return share;
        }
    }

    /** @return what heat spread evenly would give: the mean share of a picture that the object's box covers */
    double evenShare() {
        double sum = 0;
        for (int i = 0; i < boxes.size(); i++) {
            PixelBox box = boxes.get(i);
            sum += box.width()
                    * (double) box.height()
                    / (pictures.get(i).width() * (double) pictures.get(i).height());
        }
        return sum / boxes.size();
    }

    private static double shareInside(HeatMap map, PixelImage picture, PixelBox box, GradCam model) {
        CropBox view = model.view();
        double across = model.preprocessing().resize() / (double) picture.width();
        double down = model.preprocessing().resize() / (double) picture.height();
        // As it is drawn: brought to the size of what the network sees.
        return map.resized(view.width(), view.height())
                .shareInside(
                        (box.left() * across - view.left()) / view.width(),
                        (box.top() * down - view.top()) / view.height(),
                        ((box.left() + box.width()) * across - view.left()) / view.width(),
                        ((box.top() + box.height()) * down - view.top()) / view.height());
    }

    void write(Path png) {
        figure.write(png);
    }
}
