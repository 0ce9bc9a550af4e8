package io.github.biwaa.report;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.javacpp.PointerScope;
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
    private final Domain target;
    private EventFile file;
    private int run = -1;

    /**
     * @param directory TensorBoard's {@code --logdir}; the training gets a folder of its own in it, named as its run folder
     * @param folder where the training leaves its scores
     * @param target whose labels, if it has any, make the confusion matrix
     */
    public TensorBoardLog(Path directory, RunFolder folder, Domain target) {
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
        int[] counts = new int[classes];
        for (int k : predicted) {
            counts[k]++;
        }
        image(events, summary, "target/predictedClasses", FigurePainter.bars(target.classes(), counts));
        target.classLabels().ifPresent(labels -> {
            int[][] confusion = new int[classes][classes];
            for (int i = 0; i < labels.length; i++) {
                confusion[labels[i]][predicted[i]]++;
            }
            image(events, summary, "target/confusion", FigurePainter.confusion(target.classes(), confusion));
        });
    }

    private static void image(EventFile events, RunSummary summary, String tag, BufferedImage figure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(figure, "png", stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        events.image(summary.iterations(), tag, figure.getWidth(), figure.getHeight(), bytes.toByteArray());
    }

    private EventFile fileOf(int wanted) {
        if (wanted != run) {
            close();
            file = new EventFile(directory.resolve("run-" + wanted));
            run = wanted;
        }
        return file;
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
