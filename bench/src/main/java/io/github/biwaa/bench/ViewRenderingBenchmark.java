package io.github.biwaa.bench;

import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.image.ViewRenderer;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One view of a cached 256 x 256 picture as the network's 224 x 224 x 3 floats, written as a batch is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ViewRenderingBenchmark {
    private static final SeedSequence SEEDS = new SeedSequence(42);
    private static final int BOXES = 256;

    private final Preprocessing preprocessing = Preprocessing.imagenet();
    private final ViewRenderer renderer = new ViewRenderer(preprocessing);
    private final byte[] picture = new byte[preprocessing.pictureLength()];
    private final FloatBuffer view = ByteBuffer.allocateDirect(preprocessing.viewLength() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    private final CropBox centre = TenCrop.centreView(preprocessing.resize(), preprocessing.crop());
    private final CropBox[] boxes = new CropBox[BOXES];
    private int next;

    /** Fills the picture with noise and draws the boxes, the same each time. */
    @Setup
    public void setUp() {
        SplittableRandom random = SEEDS.streamOf(Purpose.DRAWING);
        random.nextBytes(picture);
        for (int i = 0; i < BOXES; i++) {
            boxes[i] = Augmentation.imagenet().sample(random, preprocessing.resize(), preprocessing.resize());
        }
    }

    /** A training view: a random box, resized and perhaps mirrored. */
    @Benchmark
    public FloatBuffer randomResizedCrop() {
        renderer.renderChannelsLast(picture, boxes[next++ % BOXES], view, 0);
        return view;
    }

    /** A view to be scored: cut out as it is. */
    @Benchmark
    public FloatBuffer centreCrop() {
        renderer.renderChannelsLast(picture, centre, view, 0);
        return view;
    }
}
