package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BatchUploadTest {
    @Test
    void theProcessorHasItsBatchesAlready() {
        try (PointerScope scope = new PointerScope();
                BatchUpload upload = new BatchUpload(Device.CPU)) {
            Tensor batch = Tensors.of(new float[] {1, 2}, 2);
            assertThat(upload.overlaps()).isFalse();
            assertThat(upload.upload(batch).data_ptr().address())
                    .isEqualTo(batch.data_ptr().address());
        }
    }

    /** The device without machine has no streams, and libtorch says so when it is asked for one. */
    @Test
    void aDeviceWithoutStreamsGetsItsBatchesAllTheSame() {
        try (PointerScope scope = new PointerScope();
                BatchUpload upload = new BatchUpload(Device.META)) {
            assertThat(upload.overlaps()).isFalse();
            Tensor there = upload.upload(Tensors.of(new float[] {1, 2}, 2));
            assertThat(Device.of(there)).isEqualTo(Device.META);
        }
    }

    @Test
    void nothingStaysInNativeMemory() {
        long held = 0;
        for (int repetition = 0; repetition < 3; repetition++) {
            try (BatchUpload upload = new BatchUpload(Device.META);
                    PointerScope scope = new PointerScope()) {
                upload.upload(Tensors.of(new float[] {1, 2}, 2));
            }
            if (repetition == 0) {
                held = Pointer.totalCount();
            }
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(held);
    }

    @Test
    void aGpuCopiesWhileItComputes() {
        assumeTrue(Engine.cudaDevices() > 0, "no NVIDIA GPU here: skipped");
        Device gpu = Device.cuda(0);
        try (PointerScope scope = new PointerScope();
                BatchUpload upload = new BatchUpload(gpu)) {
            assertThat(upload.overlaps()).isTrue();
            for (int batch = 0; batch < 100; batch++) {
                float[] values = new float[1 << 18];
                values[batch] = batch;
                Tensor there = upload.upload(gpu.stage(Tensors.of(values, values.length)));
                assertThat(Tensors.item(there.sum())).isEqualTo(batch);
            }
        }
    }
}
