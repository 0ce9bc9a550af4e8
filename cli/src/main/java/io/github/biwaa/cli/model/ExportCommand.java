package io.github.biwaa.cli.model;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.data.PictureLists;
import io.github.biwaa.export.ExportCheck;
import io.github.biwaa.export.ExportFormat;
import io.github.biwaa.export.ModelExport;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.model.Model;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.DeviceChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code biwaa export}: an adapted model as a file of another framework. */
@Command(
        name = "export",
        description = "Writes a model as one file for ONNX Runtime, PyTorch or torchvision.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "biwaa export --model RUN --format FORMAT --out FILE [OPTIONS]",
        footer = {
            "",
            "The metadata of the file contain the class names and how to prepare a picture.",
            "Example:  biwaa export --model runs/demo/biwaa --format onnx --out biwaa.onnx --softmax --verify"
        })
public final class ExportCommand implements Callable<Integer> {
    /** Of a large folder so many pictures are tried: differences of rounding do not hide from sixteen. */
    private static final int PICTURES = 16;

    private static final double MEGABYTE = 1e6;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "RUN",
            required = true,
            description = "A run folder (its last finished run counts), a run-N folder or a model folder.")
    private Path model;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = {
                "onnx: operations and weights, for ONNX Runtime and others;",
                "torchscript: the same for torch.jit.load and libtorch;",
                "safetensors: only weights, for torchvision's network of the same name."
            })
    private String format;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write.")
    private Path out;

    @Option(names = "--softmax", description = "Give probabilities instead of logits (onnx and torchscript).")
    private boolean softmax;

    @Option(
            names = "--verify",
            description = "Load the file again and compare it with the model; keep it only if they agree to 1e-4."
                    + " For onnx this needs ONNX Runtime on BIWAA_CLASS_PATH.")
    private boolean verify;

    @Option(
            names = "--images",
            paramLabel = "PATH",
            description = "With --verify: try it on a picture, or on up to " + PICTURES
                    + " of a folder, beside random numbers.")
    private @Nullable Path images;

    @Option(names = "--overwrite", description = "Replace an existing file.")
    private boolean overwrite;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "Where the model computes that --verify compares with: cpu, cuda, cuda:N or auto (default:"
                    + " ${DEFAULT-VALUE}).")
    private String computeDevice;

    @Override
    public Integer call() {
        Device device = new DeviceChoice(computeDevice).resolve();
        ExportFormat chosen = ExportFormat.named(format);
        if (images != null && !verify) {
            throw new InvalidSettingException("--images: only --verify looks at pictures; give both or neither");
        }
        if (Files.exists(out) && !overwrite) {
            throw new BiwaaException(out + " is there already. Use --overwrite to replace it, or another --out.");
        }
        PrintWriter messages = spec.commandLine().getErr();
        List<Path> pictures = images == null ? List.of() : pictures(images);
        try (ModelExport export = new ModelExport(Model.load(model, device))) {
            if (verify) {
                ExportCheck check = export.writeVerified(out, chosen, softmax, pictures);
                messages.println("Verified: " + check + ".");
            } else {
                export.write(out, chosen, softmax);
            }
        }
        messages.printf(Locale.ROOT, "Written: %s (%s, %.1f MB)%n", out, chosen.id(), megabytes());
        messages.flush();
        return CommandLine.ExitCode.OK;
    }

    private double megabytes() {
        try {
            return Files.size(out) / MEGABYTE;
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + out + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** Evenly spread over the folder, as its classes usually are its sub-folders. */
    private static List<Path> pictures(Path images) {
        if (Files.isRegularFile(images)) {
            return List.of(images);
        }
        if (!Files.isDirectory(images)) {
            throw new BiwaaException("--images: there is no folder or file " + images + ".");
        }
        List<Path> all = PictureLists.picturesBelow(images, images);
        if (all.isEmpty()) {
            throw new BiwaaException("--images: no pictures in " + images + ".");
        }
        int count = Math.min(PICTURES, all.size());
        List<Path> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(images.resolve(all.get((int) ((long) i * all.size() / count))));
        }
        return chosen;
    }
}
