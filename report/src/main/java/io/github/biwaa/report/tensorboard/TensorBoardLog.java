package io.github.biwaa.report.tensorboard;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.report.chart.Axis;
import io.github.biwaa.report.chart.BarChart;
import io.github.biwaa.report.chart.Chart;
import io.github.biwaa.report.chart.ConfusionChart;
import io.github.biwaa.report.chart.Words;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.TrainingListener;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a training tells as TensorBoard event files, a folder per run: every metric, the scores of finished runs, and what was predicted as
 * figures.
 */
public final class TensorBoardLog implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TensorBoardLog.class);

    private final Path directory;
    private final RunFolder folder;
    private final Samples target;
    private @Nullable EventFile file;
    private int run = -1;

    /**
     * @param directory TensorBoard's {@code --logdir}; the training gets a folder of its own in it, named as its run folder
     * @param folder where the training leaves its scores
     * @param target whose labels, if it has any, make the confusion matrix
     */
    public TensorBoardLog(Path directory, RunFolder folder, Samples target) {
        Path name = folder.path().toAbsolutePath().normalize().getFileName();
        this.directory = name == null ? directory : directory.resolve(name.toString());
        this.folder = folder;
        this.target = target;
    }

    @Override
    public void stepLogged(StepReport report) {
        Map<String, Double> values = new LinkedHashMap<>();
        report.metrics().forEach((name, value) -> values.put("training/" + name, value));
        values.put("schedule/learningRate", report.learningRate());
        values.put("speed/imagesPerSecond", report.imagesPerSecond());
        values.put("speed/secondsWaited", report.secondsWaited());
        fileOf(report.run()).scalars(report.iteration(), values);
    }

    @Override
    public void runFinished(RunSummary summary) {
        EventFile events = fileOf(summary.run());
        for (CheckpointScores checkpoint : summary.checkpoints()) {
            Map<String, Double> values = new LinkedHashMap<>();
            checkpoint.validators().forEach((name, value) -> values.put("target/" + name, value));
            if (checkpoint.targetAccuracy() != null) {
                values.put("target/accuracy", checkpoint.targetAccuracy());
            }
            events.scalars(checkpoint.iteration(), values);
        }
        try {
            figures(events, summary);
        } catch (BiwaaException e) {
            // Where broken pictures were skipped, rows and pictures cannot be told to belong together.
            LOG.warn("TensorBoard gets no figures of run {}: {}", summary.run(), e.getMessage());
        }
    }

    private void figures(EventFile events, RunSummary summary) {
        int classes = target.classes().size();
        int[] predicted;
        try (PointerScope scope = new PointerScope()) {
            predicted = Tensors.largestOfRows(folder.readScores(summary.run(), target.size(), classes));
        }
        double[] counts = new double[classes];
        for (int k : predicted) {
            counts[k]++;
        }
        Axis axis = Axis.covering(0, Arrays.stream(counts).max().orElse(1), 4);
        List<BarChart.Series> bars = List.of(new BarChart.Series("predicted", "c0", counts));
        Chart histogram = new BarChart("Predicted classes", "", target.classes(), bars, axis, Words::number).chart();
        events.image(summary.iterations(), "target/predictedClasses", histogram.png());
        target.classLabels().ifPresent(labels -> {
            int[][] confusion = new int[classes][classes];
            for (int i = 0; i < labels.length; i++) {
                confusion[labels[i]][predicted[i]]++;
            }
            Chart chart = new ConfusionChart("Confusion", target.classes(), confusion).chart();
            events.image(summary.iterations(), "target/confusion", chart.png());
        });
    }

    private EventFile fileOf(int wanted) {
        if (wanted != run) {
            close();
            file = new EventFile(directory.resolve("run-" + wanted));
            run = wanted;
        }
        return requireNonNull(file);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
            run = -1;
        }
    }
}
