package io.github.biwaa.network.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenBLAS's own threads are a gain for transformers and a loss for all others. */
class ProductThreadsTest {
    @ParameterizedTest
    @CsvSource({"narrow_vit,true", "narrow_swin,true", "narrow_convnext,true", "resnet18,false", "dtn,false"})
    void largeMatricesAreMultipliedByAllThreads(String name, boolean byAll) {
        int threads = Engine.threads();
        NarrowNetworks networks = new NarrowNetworks();
        BackboneKind kind = networks.kinds().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseGet(() -> Backbones.of(name));
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create(3, NarrowNetworks.WIDTH)) {
            Engine.useThreads(Runtime.getRuntime().availableProcessors());
            backbone.forward(FormulaWeights.images(1, 3, NarrowNetworks.WIDTH).to(ScalarType.Float), Mode.EVALUATION);
            assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(byAll ? Engine.threads() : 1);
        } finally {
            Engine.expectProducts(false);
            Engine.useThreads(threads);
        }
    }
}
