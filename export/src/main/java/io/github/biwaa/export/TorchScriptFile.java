package io.github.biwaa.export;

import io.github.biwaa.model.Json;
import io.github.biwaa.torch.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ExtraFilesMap;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Writes TorchScript by libtorch itself: a module with the weights and a method {@code forward}, compiled from its text. The metadata lies in the
 * extra file {@value #METADATA}.
 */
final class TorchScriptFile implements ExportWriter {
    private static final String METADATA = "metadata.json";

    @Override
    public void write(Path draft, ExportedModel model) throws IOException {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            TorchScriptSource source = new TorchScriptSource(model.graph());
            JitModule module = new JitModule(new QualifiedName("__torch__.AdaptedModel"));
            source.constants().forEach((attribute, tensor) -> {
                try (PointerScope inner = new PointerScope()) {
                    module.register_parameter(
                            attribute, tensor.values().get().detach().to(ScalarType.Float), false);
                }
            });
            module.define(source.text());
            ExtraFilesMap extra = new ExtraFilesMap();
            // In UTF-8 whatever the locale: class names have letters of all kinds.
            String metadata = Json.line(ModelMetadata.of(model));
            extra.put(new BytePointer(METADATA), new BytePointer(metadata, StandardCharsets.UTF_8));
            save(module, extra, draft);
        }
    }

    /** libtorch puts the name of the file into the file: equal models give equal files, whatever a draft is called. */
    private static void save(JitModule module, ExtraFilesMap extra, Path draft) throws IOException {
        Path folder = Files.createTempDirectory(draft.toAbsolutePath().getParent(), ".export");
        Path file = folder.resolve("model.pt");
        try {
            module.save(file.toString(), extra);
            Files.move(file, draft, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
