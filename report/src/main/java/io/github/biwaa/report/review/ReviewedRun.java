package io.github.biwaa.report.review;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.PictureReader;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.run.Provenance;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.setup.TargetLabels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/**
 * What a run says of its target's pictures.
 *
 * @param folder where labels go: what a person named, or the training's folder if that is within it
 * @param classes their names
 * @param files of the pictures
 * @param names of the pictures: their paths below the target's folder
 * @param upright whether they are turned by their EXIF orientation
 * @param probabilities by the model, a row per picture
 * @param learnt numbers of the pictures whose labels it was trained on
 * @param seed of the training
 */
record ReviewedRun(
        Path folder,
        List<String> classes,
        List<Path> files,
        List<String> names,
        boolean upright,
        double[][] probabilities,
        Set<Integer> learnt,
        long seed) {
    private static final Pattern RUN = Pattern.compile("run-([0-9]{1,9})");

    /**
     * Reads a run.
     *
     * @param path a training's folder, or that of several whose summary.json names the best
     * @param progress told how decoding goes, if pictures have to be decoded to know which are broken
     * @throws BiwaaException if there is no finished run on pictures, or the pictures are not those of the training
     */
    static ReviewedRun read(Path path, Progress progress) {
        Path model = ModelLocation.resolve(path).toAbsolutePath().normalize();
        Path runOfModel = requireNonNull(model.getParent());
        RunFolder training = new RunFolder(requireNonNull(runOfModel.getParent()));
        Matcher run = RUN.matcher(runOfModel.getFileName().toString());
        if (!run.matches() || !Files.exists(training.configuration())) {
            throw new BiwaaException(path + " is a model without its training. Expected the folder that"
                    + " `biwaa train` or `biwaa adapt` left.");
        }
        TrainingConfiguration configuration = TrainingConfiguration.read(training.configuration());
        DomainLocation location = configuration.data().target();
        if (configuration.kind() == SampleKind.EMBEDDINGS || location.inMemory()) {
            throw new BiwaaException(path + " was trained on "
                    + (location.inMemory() ? "samples in the memory of a program" : "embeddings")
                    + ", which cannot be shown. Expected a training on pictures.");
        }
        List<String> classes = ModelFolder.describe(model).classes();
        Pictures target = PictureReader.readTarget(location, classes, true);
        int scored = training.provenance()
                .map(origin -> origin.samples().getOrDefault("target", target.size()))
                .orElse(target.size());
        if (target.size() == scored) {
            return of(path, training, configuration, run.group(1), classes, target, target, target.files());
        }
        // Some may be broken: those were left out.
        try (OpenSamples opened = target.open(configuration.opening(Placement.DEFAULT), progress)) {
            return of(path, training, configuration, run.group(1), classes, target, opened, opened.pictures());
        }
    }

    private static ReviewedRun of(
            Path path,
            RunFolder training,
            TrainingConfiguration configuration,
            String run,
            List<String> classes,
            Pictures target,
            Samples scored,
            List<Path> files) {
        if (Provenance.inputsOf(training)
                .map(inputs -> inputs.get("target"))
                .filter(hash -> !hash.equals(scored.namesSha256()))
                .isPresent()) {
            throw new BiwaaException("the pictures of the target "
                    + configuration.data().target().path() + " are not those of the training " + training.path()
                    + ": some were added, removed or renamed. Restore them, or train again.");
        }
        Path named = path.toAbsolutePath().normalize();
        return new ReviewedRun(
                named.startsWith(training.path()) ? training.path() : named,
                classes,
                new ArrayList<>(files),
                IntStream.range(0, scored.size()).mapToObj(scored::sampleName).toList(),
                configuration.get(TrainingSettings.EXIF_ORIENTATION),
                scores(training, Integer.parseInt(run), scored.size(), classes.size()),
                TargetLabels.read(configuration, target, scored)
                        .map(labels -> labels.learnt().classOf().keySet())
                        .orElse(Set.of()),
                configuration.get(TrainingSettings.SEED));
    }

    private static double[][] scores(RunFolder training, int run, int samples, int classes) {
        try (PointerScope scope = new PointerScope()) {
            double[] flat = Tensors.toDoubles(training.readScores(run, samples, classes));
            return IntStream.range(0, samples)
                    .mapToObj(row -> Arrays.copyOfRange(flat, row * classes, (row + 1) * classes))
                    .toArray(double[][]::new);
        }
    }

    /** @return the class that the model says */
    int predicted(int picture) {
        double[] row = probabilities[picture];
        return IntStream.range(0, row.length)
                .reduce((best, k) -> row[k] > row[best] ? k : best)
                .orElseThrow();
    }
}
