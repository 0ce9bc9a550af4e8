package io.github.biwaa.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.batch.BatchLoader.DomainFeed;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("machine")
class BatchLoaderTest {
    /** Takes its time, and knows how many threads are at it. */
    private static final class SlowInput implements SampleViews {
        private final AtomicInteger atWork = new AtomicInteger();

        @Override
        public int size() {
            return 8;
        }

        @Override
        public Tensor trainingBatch(int[] samples, long step) {
            atWork.incrementAndGet();
            try (PointerScope scope = new PointerScope()) {
                Thread.sleep(200);
                return Tensors.keep(Tensors.zeros(Precision.FLOAT32, samples.length, 3));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                atWork.decrementAndGet();
            }
        }

        @Override
        public int evaluationViews() {
            return 1;
        }

        @Override
        public Tensor evaluationBatch(int from, int to, int view) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    /** The caller frees what the threads read as soon as close returns; a training that is cancelled is interrupted. */
    @Test
    void anInterruptedThreadStillWaitsForTheLoaders() {
        Engine.load();
        long held = Pointer.totalCount();
        SlowInput input = new SlowInput();
        DomainFeed feed = new DomainFeed(input, new UniformSampler(8, 4, new SeedSequence(1), Purpose.SOURCE_SAMPLER));
        BatchLoader loader = new BatchLoader(feed, feed, 0, 100, 3);
        Thread.currentThread().interrupt();
        assertThatThrownBy(loader::next).hasMessageContaining("interrupted");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        loader.close();
        assertThat(input.atWork).hasValue(0);
        assertThat(Thread.interrupted()).as("the flag stays").isTrue();
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(held);
    }
}
