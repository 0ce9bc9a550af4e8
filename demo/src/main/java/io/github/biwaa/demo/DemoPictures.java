package io.github.biwaa.demo;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.demo.drawing.DomainStyle;
import io.github.biwaa.demo.drawing.Drawing;
import io.github.biwaa.demo.drawing.ObjectClass;
import io.github.biwaa.demo.drawing.Picture;
import io.github.biwaa.demo.drawing.PixelBox;
import io.github.biwaa.demo.drawing.Shift;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws the two domains of {@code biwaa demo}. Every random choice is addressed by (domain, class, index) under the user's seed: the same seed
 * gives the same bytes, on however many threads.
 */
public final class DemoPictures {

    /** Path elements no class has: the address of the target's order. */
    private static final long ORDER = -1;

    private final SeedSequence seeds;
    private final DemoSettings settings;

    private DemoPictures(long seed, DemoSettings settings) {
        this.seeds = new SeedSequence(seed);
        this.settings = settings;
    }

    /** One picture to draw, and its path under the folder. */
    private record Task(DomainStyle style, ObjectClass object, int index, String path) {}

    /**
     * Draws all pictures and writes them with the tables kept aside. Nothing appears under its final name before everything is drawn.
     *
     * @param folder made if missing; must not hold drawn pictures yet
     * @param seed any value; decides everything that {@code settings} leaves open
     * @param settings how many pictures of which kind
     * @return where everything is
     * @throws BiwaaException if the folder holds pictures already or cannot be written
     */
    public static DemoFolder draw(Path folder, long seed, DemoSettings settings) {
        DemoFolder done = new DemoFolder(folder);
        for (Path result : results(done)) {
            if (Files.exists(result)) {
                throw new BiwaaException("%s exists already; name a folder without drawn pictures, or delete this one"
                        .formatted(result));
            }
        }
        DemoFolder draft = new DemoFolder(folder.resolve(".drawing"));
        try {
            deleteTree(draft.folder());
            new DemoPictures(seed, settings).drawInto(draft);
            for (Path result : results(done)) {
                Files.move(draft.folder().resolve(result.getFileName()), result);
            }
            Files.delete(draft.folder());
        } catch (IOException | UncheckedIOException e) {
            throw new BiwaaException(
                    "The demo's pictures cannot be written to %s: %s; check its permissions and the space left on the disk"
                            .formatted(folder, e.getMessage()),
                    e);
        }
        return done;
    }

    private static List<Path> results(DemoFolder folder) {
        return List.of(folder.objects(), folder.targetLabels(), folder.source(), folder.target());
    }

    private void drawInto(DemoFolder draft) throws IOException {
        Files.createDirectories(draft.target());
        for (ObjectClass object : ObjectClass.values()) {
            Files.createDirectories(draft.source().resolve(object.label()));
        }
        List<Task> target = targetTasks();
        List<Task> all = new ArrayList<>(sourceTasks());
        all.addAll(target);
        // toList keeps the order of the tasks, whichever thread drew which.
        List<String> places = all.parallelStream()
                .map(task -> ObjectPlaces.row(task.path(), write(task, draft.folder())))
                .toList();
        AsideTable.write(draft.objects(), ObjectPlaces.HEADER, places);
        AsideTable.write(
                draft.targetLabels(),
                DemoLabels.HEADER,
                target.stream()
                        .map(task -> task.path() + "," + task.object().label())
                        .toList());
    }

    private List<Task> sourceTasks() {
        List<Task> tasks = new ArrayList<>();
        for (ObjectClass object : ObjectClass.values()) {
            for (int index = 0; index < settings.sourcePerClass(); index++) {
                tasks.add(new Task(
                        DomainStyle.CATALOGUE, object, index, "source/" + object.label() + "/" + fileName(index)));
            }
        }
        return tasks;
    }

    /** The target's pictures, shuffled before they get their names. */
    private List<Task> targetTasks() {
        List<Task> tasks = new ArrayList<>();
        for (ObjectClass object : ObjectClass.values()) {
            for (int index = 0; index < settings.targetCounts().get(object.ordinal()); index++) {
                tasks.add(new Task(DomainStyle.PHONE, object, index, ""));
            }
        }
        SplittableRandom random = seeds.streamOf(Purpose.DRAWING, DomainStyle.PHONE.ordinal(), ORDER);
        for (int i = tasks.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Task swapped = tasks.get(i);
            tasks.set(i, tasks.get(other));
            tasks.set(other, swapped);
        }
        for (int i = 0; i < tasks.size(); i++) {
            Task task = tasks.get(i);
            tasks.set(i, new Task(task.style(), task.object(), task.index(), "target/" + fileName(i)));
        }
        return tasks;
    }

    /** In digits that sort alike everywhere, whatever the user's locale. */
    private static String fileName(int number) {
        return String.format(Locale.ROOT, "%04d.png", number);
    }

    /** One picture, in memory. */
    static Picture picture(
            SeedSequence seeds, DomainStyle style, ObjectClass object, int index, int pictureSize, Shift shift) {
        SplittableRandom random = seeds.streamOf(Purpose.DRAWING, style.ordinal(), object.ordinal(), index);
        Drawing drawing = object.draw(random.split());
        return style.depict(drawing, random, pictureSize, shift);
    }

    private PixelBox write(Task task, Path folder) {
        Picture picture =
                picture(seeds, task.style(), task.object(), task.index(), settings.pictureSize(), settings.shift());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            // Encoded in memory: ImageIO's own way would go through a temporary file for each picture.
            try (var stream = new MemoryCacheImageOutputStream(bytes)) {
                ImageIO.write(picture.image(), "png", stream);
            }
            Files.write(folder.resolve(task.path()), bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return picture.object();
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
