package io.github.biwaa.export;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A TorchScript file in libtorch. */
final class TorchScriptRunner implements ExportRunner {
    private final JitModule module;

    private TorchScriptRunner(JitModule module) {
        this.module = module;
    }

    static ExportRunner open(Path file, ExportedModel model) {
        Engine.load();
        JitModule module = torch.load(file.toString());
        module.retainReference();
        return new TorchScriptRunner(module);
    }

    @Override
    public Tensor run(Tensor batch) {
        // A copy: toTensor gives a handle that does not own the tensor and dangles once the IValue is freed.
        return Tensors.scoped(() ->
                Tensors.withoutGradient(() -> module.forward(new IValueVector(new IValue(Tensors.channelsLast(batch))))
                        .toTensor()
                        .clone()));
    }

    @Override
    public void close() {
        module.releaseReference();
    }
}
