package io.github.biwaa.export;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Exports one model. Files appear whole or not at all; an earlier file of the name stays where an export fails. */
public final class ModelExport implements AutoCloseable {
    private final Model model;

    /** Exports a model, which this export owns from now on. */
    public ModelExport(Model model) {
        this.model = model;
    }

    /**
     * Loads a model.
     *
     * @param path a run folder (its last finished run counts), a run-N folder or a model folder
     * @throws BiwaaException if there is no model or its weights do not fit
     */
    public static ModelExport load(Path path) {
        return new ModelExport(Model.load(path));
    }

    /** @return everything about the model but its weights */
    public ModelDescription description() {
        return model.description();
    }

    /** @return what the model's backbone is; empty for a model of embeddings */
    Optional<BackboneKind> kind() {
        return model.kind();
    }

    /**
     * Writes a file.
     *
     * @param softmax whether it gives probabilities instead of logits
     * @throws InvalidSettingException if the format holds weights alone and softmax is asked for
     * @throws BiwaaException if the backbone does not say what it is made of, or the file cannot be written
     */
    public void write(Path file, ExportFormat format, boolean softmax) {
        ExportedModel exported = exported(format, softmax);
        AtomicFile.write(file, draft -> format.writer().write(draft, exported));
    }

    /**
     * Writes a file, loads it in the framework it is for, and compares what it gives with what the model gives. Only a file that agrees appears.
     *
     * @param softmax whether it gives probabilities instead of logits
     * @param pictures what to try it on beside random numbers; may be empty
     * @return how well they agree
     * @throws InvalidSettingException if the format holds weights alone and softmax is asked for
     * @throws BiwaaException as {@link #write}; if the framework is missing or refuses the file; if the difference is above
     *     {@link ExportCheck#tolerance}; or a picture cannot be read
     */
    public ExportCheck writeVerified(Path file, ExportFormat format, boolean softmax, List<Path> pictures) {
        ExportedModel exported = exported(format, softmax);
        ExportCheck[] check = new ExportCheck[1];
        AtomicFile.write(file, draft -> {
            format.writer().write(draft, exported);
            check[0] = check(draft, format, exported, pictures);
            if (!check[0].acceptable()) {
                throw new BiwaaException(file + " was not written: " + check[0] + "; a difference of at most "
                        + check[0].tolerance() + " is accepted.");
            }
        });
        return check[0];
    }

    private ExportedModel exported(ExportFormat format, boolean softmax) {
        if (softmax && format == ExportFormat.SAFETENSORS) {
            throw new InvalidSettingException(
                    "softmax: safetensors holds weights and no operations, expected onnx or torchscript with it");
        }
        return new ExportedModel(model.description(), model.kind(), model.network(), softmax);
    }

    static ExportCheck check(Path file, ExportFormat format, ExportedModel model, List<Path> pictures) {
        CheckInputs inputs = new CheckInputs(model);
        double difference = 0;
        double largest = 0;
        int samples = 0;
        try (PointerScope scope = new PointerScope();
                ExportRunner runner = format.opener().open(file, model)) {
            List<Tensor> random = inputs.random();
            for (int i = 0; i < random.size() + pictures.size(); i++) {
                try (PointerScope inner = new PointerScope()) {
                    Tensor batch = i < random.size() ? random.get(i) : inputs.picture(pictures.get(i - random.size()));
                    Tensor expected = model.run(batch);
                    difference = largest(difference, runner.run(batch).sub(expected));
                    largest = largest(largest, expected);
                    samples += (int) batch.size(0);
                }
            }
        }
        return new ExportCheck(samples, pictures.size(), difference, largest);
    }

    /** The largest magnitude so far; NaN as soon as there is one. */
    private static double largest(double before, Tensor values) {
        double now = before;
        for (double value : Tensors.toDoubles(values)) {
            now = Math.max(now, Math.abs(value));
        }
        return now;
    }

    /** Frees the network. */
    @Override
    public void close() {
        model.close();
    }
}
