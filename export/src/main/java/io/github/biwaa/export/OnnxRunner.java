package io.github.biwaa.export;

import io.github.biwaa.network.foreign.OnnxSession;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/** An ONNX file in ONNX Runtime. */
final class OnnxRunner implements ExportRunner {
    private final OnnxSession session;
    private final String inputName;

    private OnnxRunner(OnnxSession session, String inputName) {
        this.session = session;
        this.inputName = inputName;
    }

    static ExportRunner open(Path file, ExportedModel model) {
        return new OnnxRunner(OnnxSession.open(file), model.inputName());
    }

    @Override
    public Tensor run(Tensor batch) {
        return session.run(inputName, batch);
    }

    @Override
    public void close() {
        session.close();
    }
}
