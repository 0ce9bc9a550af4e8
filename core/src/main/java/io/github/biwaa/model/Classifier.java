package io.github.biwaa.model;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An adapted model, ready to name the class of pictures. It carries its own preprocessing, so that prediction and training cannot disagree. A model
 * that was trained on embeddings names the class of features instead, by {@link #classifyFeatures}.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.load(Path.of("runs/mine"))) {
 *     Prediction prediction = classifier.classify(Path.of("photo.jpg"));
 *     System.out.println(prediction.className() + " " + prediction.probability());
 * }
 * }</pre>
 *
 * <p>Probabilities are calibrated if the training held out samples of the source ({@link Calibration}); otherwise they are the network's own.
 *
 * <p>May be shared between threads, which get the bits that one alone would get. {@link #close} waits for calls that are under way; later ones are refused.
 */
public final class Classifier implements AutoCloseable {
    /** How many pictures a stream hands to the network at once. */
    public static final int DEFAULT_BATCH = 32;

    private final Model model;
    private final ModelDescription description;
    private final OptionalDouble temperature;
    private final Optional<KnownClasses> known;
    private final int featureWidth;
    private final Optional<PictureInput> pictureInput;
    /** Read by whoever computes, written by whoever closes: the network is never freed under a computation. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    /**
     * Classifies with a model, which this classifier owns from now on.
     *
     * @param views what of each picture is looked at
     */
    public Classifier(Model model, Views views) {
        this(model, views, Optional.ofNullable(model.description().calibration()));
    }

    /**
     * {@link #Classifier(Model, Views)} with a calibration of one's own, or none.
     *
     * @param calibration of the probabilities; empty for those of the network as they are
     */
    public Classifier(Model model, Views views, Optional<Calibration> calibration) {
        this.model = model;
        this.description = model.description();
        this.temperature = calibration
                .map(one -> OptionalDouble.of(one.temperature(views)))
                .orElse(OptionalDouble.empty());
        this.featureWidth = model.network().backbone().featureWidth();
        this.known = model.knownClasses();
        known.ifPresent(classes -> requireWidth(classes.mean().length));
        this.pictureInput = Optional.ofNullable(description.preprocessing()).map(seen -> new PictureInput(seen, views));
    }

    /**
     * Loads a model that looks at the centre of each picture, which is ten times as fast as ten crops.
     *
     * @param path a run folder (its last finished run counts), a run-N folder or a model folder
     * @throws BiwaaException if there is no model or its weights do not fit
     */
    public static Classifier load(Path path) {
        return load(path, Views.CENTRE);
    }

    /**
     * Loads a model.
     *
     * @param path a run folder (its last finished run counts), a run-N folder or a model folder
     * @param views what of each picture is looked at
     * @throws BiwaaException if there is no model or its weights do not fit
     */
    public static Classifier load(Path path, Views views) {
        return new Classifier(Model.load(path), views);
    }

    /**
     * {@link #load(Path)}, to compute on some device: {@code Device.cuda(0)}, or what {@code new DeviceChoice("auto").resolve()} finds.
     *
     * @throws BiwaaException if there is no model, it was damaged or its weights do not fit
     */
    public static Classifier load(Path path, Device device) {
        return new Classifier(Model.load(path, device), Views.CENTRE);
    }

    /**
     * {@link #load(Path)} for a backbone of your own, which need not be known by name.
     *
     * @param kind what the model was trained with
     * @throws io.github.biwaa.InvalidSettingException if the model was trained with a backbone of another name
     * @throws BiwaaException if there is no model, it was damaged or its weights do not fit
     */
    public static Classifier load(Path path, BackboneKind kind) {
        return new Classifier(Model.load(path, Placement.DEFAULT, kind), Views.CENTRE);
    }

    /** @return the names of the classes, in the order of the probabilities */
    public List<String> classes() {
        return description.classes();
    }

    /** @return how many features {@link #classifyFeatures(float[])} takes */
    public int featureWidth() {
        return featureWidth;
    }

    /** @return everything about the model but its weights */
    public ModelDescription description() {
        return description;
    }

    /**
     * Classifies a picture file.
     *
     * @throws BiwaaException if it cannot be read (the message names the file), or this is a model of embeddings
     */
    public Prediction classify(Path file) {
        return only(input().prepare(file));
    }

    /**
     * Classifies the content of a picture file.
     *
     * @throws BiwaaException if it is no picture, or this is a model of embeddings
     */
    public Prediction classify(byte[] content) {
        return only(input().prepare(content));
    }

    /** Classifies a picture in memory; its samples are taken as they are, whatever its colour profile. */
    public Prediction classify(BufferedImage picture) {
        input();
        return classify(
                PixelImage.of(picture, description.requiredPreprocessing().background()));
    }

    /** Classifies decoded pixels. */
    public Prediction classify(PixelImage picture) {
        return classify(List.of(picture)).get(0);
    }

    /**
     * Classifies pictures together, which is faster than one by one. Memory grows with their number: a few dozen at once are enough.
     *
     * @return as many predictions, in the same order
     */
    public List<Prediction> classify(List<PixelImage> pictures) {
        return pictures.isEmpty()
                ? List.of()
                : classifyPrepared(pictures.stream().map(input()::prepare).toList());
    }

    private Prediction only(byte[] prepared) {
        return classifyPrepared(List.of(prepared)).get(0);
    }

    /**
     * {@link #classify(Stream, int, int)} with as many loader threads as there are processors.
     *
     * @param batchSize how many the network sees at once, at least 1
     */
    public Stream<FilePrediction> classify(Stream<Path> files, int batchSize) {
        return classify(files, batchSize, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Classifies files one after the other as the stream is consumed; while the network looks at some, the next are decoded on threads of their own.
     * A picture that cannot be read does not end the stream. Memory does not grow with the number of files: two batches of pictures are held.
     *
     * @param files taken as they are needed
     * @param batchSize how many the network sees at once, at least 1
     * @param loaderThreads that decode, at least 1
     * @return one result per file, in order; closing it ends the loader threads early
     * @throws BiwaaException if this is a model of embeddings
     * @throws io.github.biwaa.InvalidSettingException if a number is out of its range
     */
    public Stream<FilePrediction> classify(Stream<Path> files, int batchSize, int loaderThreads) {
        PictureInput input = input();
        Batched<Path, byte[], Prediction> predictions =
                new Batched<>(files.iterator(), input::prepare, this::classifyPrepared, batchSize, loaderThreads);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(predictions, Spliterator.ORDERED | Spliterator.NONNULL),
                        false)
                .map(outcome -> new FilePrediction(outcome.item(), outcome.result(), outcome.problem()))
                .onClose(predictions::close)
                .onClose(files::close);
    }

    /**
     * Classifies features: of a model of embeddings what it was trained on; of a model of pictures what its backbone gives, as
     * {@code biwaa embed --model} writes it.
     *
     * @param features as many as the network takes
     * @throws BiwaaException if they are more or fewer, or one is infinite or no number
     */
    public Prediction classifyFeatures(float[] features) {
        return classifyFeatures(List.of(features)).get(0);
    }

    /**
     * {@link #classifyFeatures(float[])} of several samples together, which is faster than one by one.
     *
     * @return as many predictions, in the same order
     */
    public List<Prediction> classifyFeatures(List<float[]> samples) {
        if (samples.isEmpty()) {
            return List.of();
        }
        float[] rows = new float[Math.multiplyExact(samples.size(), featureWidth)];
        for (int row = 0; row < samples.size(); row++) {
            System.arraycopy(checked(samples.get(row)), 0, rows, row * featureWidth, featureWidth);
        }
        double[] scores = probabilities(() -> Tensors.withoutGradient(() -> model.network()
                .logitsOfBackboneFeatures(Tensors.of(rows, samples.size(), featureWidth), Mode.EVALUATION)
                .softmax(1)));
        return predictions(scores, rows);
    }

    private void requireWidth(int found) {
        if (found != featureWidth) {
            throw new BiwaaException(
                    "there are " + found + " features, the model takes " + featureWidth + " of each sample.");
        }
    }

    /**
     * Checks features.
     *
     * @return the same
     * @throws BiwaaException if they are more or fewer than the network takes, or one is infinite or no number
     */
    public float[] checked(float[] features) {
        requireWidth(features.length);
        for (int column = 0; column < featureWidth; column++) {
            if (!Float.isFinite(features[column])) {
                throw new BiwaaException("feature " + column + " (counted from 0) is " + features[column]
                        + ", expected a finite number.");
            }
        }
        return features;
    }

    /**
     * What prepares pictures for {@link #classifyPrepared}.
     *
     * @throws BiwaaException if this is a model of embeddings
     */
    public PictureInput input() {
        description.requirePictures("classify pictures");
        return pictureInput.orElseThrow();
    }

    /**
     * Classifies prepared pictures together, as {@link #classify(List)} does.
     *
     * @param pictures made by {@link #input}
     * @return as many predictions, in the same order
     */
    public List<Prediction> classifyPrepared(List<byte[]> pictures) {
        PictureInput input = input();
        float[][] centre = new float[1][];
        double[] scores = probabilities(() -> ViewMean.of(input.views(), view -> {
            Tensor features = model.network().backboneFeatures(input.batch(pictures, view), Mode.EVALUATION);
            if (known.isPresent() && view == input.views() - 1) {
                centre[0] = Tensors.toFloats(features);
            }
            return model.network()
                    .logitsOfBackboneFeatures(features, Mode.EVALUATION)
                    .softmax(1);
        }));
        return predictions(scores, centre[0]);
    }

    private double[] probabilities(Supplier<Tensor> computation) {
        use.readLock().lock();
        try (PointerScope scope = new PointerScope()) {
            if (closed) {
                throw new IllegalStateException("this classifier is closed; load the model again to classify more");
            }
            return Tensors.toDoubles(computation.get());
        } finally {
            use.readLock().unlock();
        }
    }

    /** @param features of the centre of each sample, [N, width]; null if nobody asks for them */
    private List<Prediction> predictions(double[] scores, float @Nullable [] features) {
        int classes = description.classes().size();
        List<Prediction> predictions = new ArrayList<>();
        for (int row = 0; row < scores.length / classes; row++) {
            double[] probabilities = Arrays.copyOfRange(scores, row * classes, (row + 1) * classes);
            if (!Arrays.stream(probabilities).allMatch(Double::isFinite)) {
                throw new BiwaaException("the model " + model.folder()
                        + " gives NaN in place of probabilities: its weights are so large that numbers"
                        + " overflow. Train it again with a lower learning rate, or use another model.");
            }
            predictions.add(new Prediction(
                    description.classes(),
                    temperature.isPresent()
                            ? Calibration.scaled(probabilities, temperature.getAsDouble())
                            : probabilities,
                    similarity(features, row)));
        }
        return predictions;
    }

    private double similarity(float @Nullable [] features, int row) {
        if (features == null || known.isEmpty()) {
            return Double.NaN;
        }
        int width = featureWidth;
        return known.get().similarity(Arrays.copyOfRange(features, row * width, (row + 1) * width));
    }

    /** Frees the network, after calls that are under way; the second time it does nothing. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                model.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
