package io.github.biwaa.export;

import io.github.biwaa.file.ProtobufMessage;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;

/** Files of networks that Biwaa did not write and that compute next to nothing. */
final class SmallNetworks {
    private SmallNetworks() {}

    /**
     * A TorchScript network.
     *
     * @param result what it returns, of y: its pictures, multiplied by its only weight, 2
     */
    static Path script(Path file, String result) {
        Engine.load();
        JitModule module = new JitModule(new QualifiedName("__torch__.Net"));
        module.register_parameter("weight", Tensors.of(new float[] {2}, 1), false);
        module.define("def forward(self, x):\n    y = x * self.weight\n    return " + result + "\n");
        module.save(file.toString());
        return file;
    }

    /** An ONNX network of one operation, Identity or Flatten, on pictures [batch, 3, 8, 8]; any batch if that is negative. */
    static Path onnx(Path file, String operation, int batch) throws IOException {
        ProtobufMessage node = new ProtobufMessage().text(1, "x").text(2, "y").text(4, operation);
        ProtobufMessage result = operation.equals("Flatten") ? value("y", batch, 192) : value("y", batch, 3, 8, 8);
        return write(file, graph(node, batch).message(12, result));
    }

    /** An ONNX network that multiplies pictures by a weight that another file holds. */
    static Path onnxWithWeightsIn(Path file, String weights) throws IOException {
        ProtobufMessage location = new ProtobufMessage().text(1, "location").text(2, weights);
        ProtobufMessage tensor = new ProtobufMessage()
                .number(1, 1)
                .number(2, 1)
                .text(8, "w")
                .message(13, location)
                .number(14, 1);
        ProtobufMessage node =
                new ProtobufMessage().text(1, "x").text(1, "w").text(2, "y").text(4, "Mul");
        return write(file, graph(node, -1).message(5, tensor).message(12, value("y", -1, 3, 8, 8)));
    }

    /** A graph of one node without its results, in the form of onnx.proto3. */
    private static ProtobufMessage graph(ProtobufMessage node, int batch) {
        return new ProtobufMessage().message(1, node).text(2, "net").message(11, value("x", batch, 3, 8, 8));
    }

    private static Path write(Path file, ProtobufMessage graph) throws IOException {
        ProtobufMessage model = new ProtobufMessage()
                .number(1, 7)
                .message(7, graph)
                .message(8, new ProtobufMessage().text(1, "").number(2, 13));
        return Files.write(file, model.toByteArray());
    }

    private static ProtobufMessage value(String name, int... extents) {
        ProtobufMessage shape = new ProtobufMessage();
        for (int extent : extents) {
            shape.message(1, extent > 0 ? new ProtobufMessage().number(1, extent) : new ProtobufMessage().text(2, "n"));
        }
        ProtobufMessage tensor = new ProtobufMessage().number(1, 1).message(2, shape);
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
    }
}
