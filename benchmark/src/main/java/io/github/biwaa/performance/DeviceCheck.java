package io.github.biwaa.performance;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.image.cache.PixelCache;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.PictureViews;
import io.github.biwaa.torch.BatchUpload;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Whether a device computes what the processor computes: drivers, libraries and graphics cards come in more combinations than anyone can test. Takes
 * seconds.
 *
 * @param device the one that was tried
 * @param sameViews whether augmented views cut there have the bits of those cut by the processor
 * @param overlappingCopies whether batches are copied while it computes
 * @param stepDifferences the largest difference of a loss in a few steps of a small training, as a share of the processor's, by precision
 */
public record DeviceCheck(
        Device device, boolean sameViews, boolean overlappingCopies, Map<Precision, Double> stepDifferences) {
    /** By how much sums in another order may change a loss. A GPU computes convolutions of float32 in TF32, with 11 bits of mantissa, if it can. */
    private static final Map<Precision, Double> ALLOWED =
            Map.of(Precision.FLOAT64, 1e-7, Precision.FLOAT32, 0.02, Precision.BF16, 0.1);

    private static final int PICTURES = 4;
    private static final int BATCHES = 20;

    /** Takes a copy of the differences. */
    public DeviceCheck {
        stepDifferences = Map.copyOf(stepDifferences);
    }

    /**
     * Tries a device. Seeds libtorch.
     *
     * @throws BiwaaException if it cannot be used at all, or temporary files cannot be written
     */
    public static DeviceCheck of(Device device) {
        try (TemporaryFolder folder = TemporaryFolder.create("biwaa-check");
                BatchUpload upload = new BatchUpload(device)) {
            boolean views = sameViews(device, folder.path());
            Map<Precision, Double> differences = new EnumMap<>(Precision.class);
            for (Precision precision : Precision.values()) {
                differences.put(precision, StepComparison.difference(device, precision));
            }
            return new DeviceCheck(device, views, upload.overlaps(), differences);
        } catch (IOException e) {
            throw new BiwaaException("temporary files cannot be written: " + e.getMessage(), e);
        } catch (BiwaaException e) {
            throw e;
        } catch (RuntimeException e) {
            // Of libtorch's exceptions the first line says what; a list of its functions follows.
            String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new BiwaaException(device + " cannot be used: " + what, e);
        }
    }

    /** @return what speaks against using the device, and what to do; empty if nothing does */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!sameViews) {
            problems.add(device + " cuts other views than the processor; use the device cpu, and please report it");
        }
        stepDifferences.forEach((precision, difference) -> {
            if (!(difference <= requireNonNull(ALLOWED.get(precision)))) {
                problems.add(String.format(
                        Locale.ROOT,
                        "%s: losses in %s differ from the processor's by a share of %.2g, expected at most %.2g; use"
                                + " the device cpu, and please report it",
                        device,
                        precision.id(),
                        difference,
                        requireNonNull(ALLOWED.get(precision))));
            }
        });
        problems.sort(null);
        return problems;
    }

    private static boolean sameViews(Device device, Path folder) {
        List<Path> files = SyntheticPhotos.write(folder, PICTURES);
        Preprocessing preprocessing = Preprocessing.imagenet();
        PixelCache.Options options =
                new PixelCache.Options(folder.resolve("cache"), 1, false, "drawn pictures", Progress.SILENT);
        try (PixelCache cache = PixelCache.open(files, preprocessing, options);
                PictureViews here = input(cache, preprocessing, Placement.DEFAULT);
                PictureViews there = input(cache, preprocessing, new Placement(device, Precision.FLOAT32))) {
            return IntStream.range(0, BATCHES).allMatch(view -> {
                try (PointerScope scope = new PointerScope()) {
                    return sameBits(there.augmentedBatch(0, PICTURES, view), here.augmentedBatch(0, PICTURES, view));
                }
            });
        }
    }

    private static boolean sameBits(Tensor a, Tensor b) {
        return Arrays.equals(Tensors.shape(a), Tensors.shape(b))
                && Arrays.equals(Tensors.toFloats(a), Tensors.toFloats(b));
    }

    private static PictureViews input(PixelCache cache, Preprocessing preprocessing, Placement placement) {
        return new PictureViews(
                cache::read,
                PICTURES,
                preprocessing,
                Augmentation.imagenet(),
                TenCrop.views(preprocessing.resize(), preprocessing.crop()),
                new SeedSequence(0),
                Purpose.SOURCE_AUGMENTATION,
                placement);
    }
}
