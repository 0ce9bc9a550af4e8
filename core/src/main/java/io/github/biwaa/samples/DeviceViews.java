package io.github.biwaa.samples;

import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.ViewGeometry;
import io.github.biwaa.torch.BatchUpload;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Cuts views out of pictures where the network computes: what a {@link io.github.biwaa.image.ViewRenderer} does, to the same bits, since all but the
 * last division is done in whole numbers. A picture goes there as it lies in the cache, followed by the description of its view; the
 * processor copies and computes nothing.
 */
final class DeviceViews implements AutoCloseable {
    private static final int PICTURE_ROWS = 1;
    private static final int PICTURE_COLUMNS = 2;

    private final Preprocessing preprocessing;
    private final BatchUpload upload;
    private final PixelNormalisation normalisation;
    private final ThreadLocal<ViewGeometry> geometries;
    /** Bytes before the description, whose numbers begin at a multiple of their size. */
    private final int pictureBytes;

    private final int descriptionBytes;
    private final int taps;

    /**
     * @param preprocessing sizes, channels and normalisation
     * @param placement where the network computes, and in which numbers
     */
    DeviceViews(Preprocessing preprocessing, Placement placement) {
        this.preprocessing = preprocessing;
        upload = new BatchUpload(placement.device());
        normalisation = new PixelNormalisation(preprocessing, placement);
        geometries = ThreadLocal.withInitial(() -> new ViewGeometry(preprocessing));
        pictureBytes = (preprocessing.pictureLength() + Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;
        taps = geometries.get().taps();
        descriptionBytes = geometries.get().length() * Integer.BYTES;
    }

    /**
     * What {@link #apply} needs, on the processor.
     *
     * @param count number of views
     * @param picture the cached picture behind each view; may be the same array each time
     * @param box the part that each view shows
     * @return [count, bytes], in the scope of the caller
     */
    Tensor pack(int count, IntFunction<byte[]> picture, IntFunction<CropBox> box) {
        int rowBytes = pictureBytes + descriptionBytes;
        Tensor packed = Tensors.emptyBytes(count, rowBytes);
        for (int slot = 0; slot < count; slot++) {
            ByteBuffer row = new BytePointer(packed.data_ptr())
                    .getPointer((long) slot * rowBytes)
                    .capacity(rowBytes)
                    .asBuffer()
                    .order(ByteOrder.nativeOrder());
            row.put(picture.apply(slot));
            geometries
                    .get()
                    .write(
                            box.apply(slot),
                            row.position(pictureBytes)
                                    .slice()
                                    .order(row.order())
                                    .asIntBuffer(),
                            0);
        }
        return packed;
    }

    /**
     * @param packed by {@link #pack}, anywhere
     * @return [N, C, crop, crop], channels last in memory, where the network computes; in the scope of the caller
     */
    Tensor apply(Tensor packed) {
        return Tensors.scoped(() -> Tensors.withoutGradient(() -> {
            Tensor here = upload.upload(packed);
            int side = preprocessing.resize();
            Tensor pictures = here.narrow(1, 0, preprocessing.pictureLength())
                    .view(here.size(0), side, side, preprocessing.channels());
            Tensor description = here.narrow(1, pictureBytes, descriptionBytes)
                    .view(ScalarType.Int)
                    .view(here.size(0), ViewGeometry.DIRECTIONS, 1 + taps, preprocessing.crop());
            Tensor across = resize(pictures, PICTURE_COLUMNS, description.select(1, 0));
            Tensor views = resize(across, PICTURE_ROWS, description.select(1, 1));
            return normalisation.apply(views.permute(0, 3, 1, 2));
        }));
    }

    /**
     * @param pictures [N, rows, columns, C] bytes
     * @param axis the one that changes its length
     * @param description [N, 1 + taps, crop]
     * @return bytes, with {@code crop} in place of the axis' length
     */
    private Tensor resize(Tensor pictures, int axis, Tensor description) {
        long last = pictures.size(axis) - 1;
        long[] shape = Tensors.shape(pictures);
        shape[axis] = description.size(2);
        long[] line = {shape[0], 1, 1, 1};
        line[axis] = shape[axis];
        return Tensors.scoped(() -> {
            Tensor first = description.select(1, 0).reshape(line).to(ScalarType.Long);
            Tensor sum = torch.full(shape, new Scalar(ViewGeometry.ONE_HALF), description.options());
            for (int tap = 0; tap < taps; tap++) {
                Tensor weights = description.select(1, 1 + tap).reshape(line);
                Tensor pixels =
                        first.add(new Scalar(tap)).clamp_max_(new Scalar(last)).expand(shape);
                addWeighted(sum, pictures, axis, pixels, weights);
            }
            return sum.bitwise_right_shift_(new Scalar(ViewGeometry.FRACTION_BITS))
                    .to(ScalarType.Byte);
        });
    }

    /** In a scope of its own: what is picked takes five times the memory of the pictures. */
    private static void addWeighted(Tensor sum, Tensor pictures, int axis, Tensor pixels, Tensor weights) {
        Tensors.scoped(() -> sum.addcmul_(pictures.gather(axis, pixels).to(ScalarType.Int), weights));
    }

    @Override
    public void close() {
        upload.close();
        normalisation.close();
    }
}
