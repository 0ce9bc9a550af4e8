package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.DataSettings.TARGET_LABELLED;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.LabelTable;
import io.github.biwaa.data.PictureReader;
import io.github.biwaa.data.list.ListFile;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.samples.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds the target's samples that labels are about. */
final class TargetLabelReader {
    private final Path place;
    private final Samples target;
    private final Samples opened;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Path, Integer> places = new HashMap<>();

    /** A label of one sample, by its number in the target without broken ones. */
    record Labelled(int sample, int label, boolean random) {}

    /**
     * @param place a table, a list, a folder with the table of a review, or a folder per class
     * @param target as it was read
     * @param opened the same without broken ones
     */
    TargetLabelReader(Path place, Samples target, Samples opened) {
        this.place = place;
        this.target = target;
        this.opened = opened;
        if (target instanceof Pictures pictures) {
            for (int sample = 0; sample < pictures.size(); sample++) {
                places.putIfAbsent(pictures.files().get(sample), sample);
            }
        }
        for (int sample = 0; sample < opened.size(); sample++) {
            numbers.putIfAbsent(target instanceof Pictures ? opened.sampleName(sample) : "" + sample, sample);
        }
    }

    /** @return in the order of the table, the sub-folders or the list */
    List<Labelled> read() {
        boolean folder = Files.isDirectory(place);
        Path table = folder ? place.resolve(LabelTable.FILE) : place;
        if (folder && !Files.exists(table)) {
            return folderPerClass();
        }
        Map<Integer, LabelTable.Row> seen = new HashMap<>();
        List<Labelled> labels = new ArrayList<>();
        for (LabelTable.Row row : LabelTable.read(table, opened.classes())) {
            Integer sample = numbers.get(name(row.path()));
            if (sample == null) {
                throw ListFile.wrong(
                        table,
                        row.line(),
                        row.path() + " is none of the " + target.kind() + " of the target " + target.name());
            }
            LabelTable.Row earlier = seen.put(sample, row);
            if (earlier != null && earlier.label() != row.label()) {
                throw ListFile.wrong(
                        table,
                        row.line(),
                        row.path() + " has another label in line " + earlier.line() + ". Expected one");
            }
            if (earlier == null) {
                labels.add(new Labelled(sample, row.label(), row.random()));
            }
        }
        return labels;
    }

    /** An absolute path is that of a picture; anything else its name, written with slashes. */
    private String name(String path) {
        if (target instanceof Pictures pictures && Path.of(path).isAbsolute()) {
            Integer sample = places.get(Path.of(path).normalize());
            return sample == null ? path : pictures.sampleName(sample);
        }
        return path.replace('\\', '/');
    }

    /** Copies of target pictures, which are known by their content. */
    private List<Labelled> folderPerClass() {
        if (!(target instanceof Pictures pictures)) {
            throw new BiwaaException(
                    TARGET_LABELLED + ": " + place + " is a folder. Expected a table with the columns path and label.");
        }
        Pictures copies = PictureReader.readForPrediction(DomainLocation.of(place), opened.classes(), true);
        if (!copies.labelled()) {
            throw new BiwaaException(TARGET_LABELLED + ": " + place + " has neither a " + LabelTable.FILE
                    + " nor sub-folders that are called like the classes of the source.");
        }
        try {
            Map<Long, List<Path>> bySize = new HashMap<>();
            for (Path file : pictures.files()) {
                if (Files.exists(file)) {
                    bySize.computeIfAbsent(Files.size(file), size -> new ArrayList<>())
                            .add(file);
                }
            }
            Map<Integer, Integer> classOf = new HashMap<>();
            List<Labelled> labels = new ArrayList<>();
            for (int copy = 0; copy < copies.size(); copy++) {
                Path original = original(copies.files().get(copy), bySize);
                int sample = Objects.requireNonNull(places.get(original));
                Integer number = numbers.get(pictures.sampleName(sample));
                if (number != null) {
                    labels.add(new Labelled(number, copies.label(copy), false));
                    if (classOf.getOrDefault(number, copies.label(copy)) != copies.label(copy)) {
                        throw new BiwaaException(
                                copies.files().get(copy) + " lies in the folder of another class, too.");
                    }
                    classOf.put(number, copies.label(copy));
                }
            }
            return labels;
        } catch (IOException e) {
            throw new BiwaaException("cannot read the pictures of " + place + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private Path original(Path copy, Map<Long, List<Path>> bySize) throws IOException {
        String hash = Sha256.of(copy);
        for (Path candidate : bySize.getOrDefault(Files.size(copy), List.of())) {
            if (Sha256.of(candidate).equals(hash)) {
                return candidate;
            }
        }
        throw new BiwaaException(TARGET_LABELLED + ": " + copy + " is not a copy of a picture of the target "
                + target.name() + ". Put it there, too, or leave it out.");
    }
}
