package io.github.biwaa.export;

import io.github.biwaa.file.ProtobufMessage;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.NetworkGraph;
import io.github.biwaa.torch.file.TensorBytes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Writes ONNX models (onnx.proto3 of ONNX 1.8): operator set {@value #OPERATOR_SET}, which every ONNX Runtime from 1.6 on takes. The batch may have
 * any size. Weights are written one by one, so that a large network is not held twice.
 */
final class OnnxFile implements ExportWriter {
    private static final int IR_VERSION = 7;
    private static final int OPERATOR_SET = 13;
    private static final String BATCH = "batch";

    @Override
    public void write(Path draft, ExportedModel model) throws IOException {
        ProtobufMessage message = message(model);
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(draft))) {
            message.writeTo(stream);
        }
    }

    /** ModelProto. */
    private static ProtobufMessage message(ExportedModel model) {
        ProtobufMessage message = new ProtobufMessage()
                .number(1, IR_VERSION)
                .text(2, "biwaa")
                .text(3, model.description().version())
                .message(7, graph(model))
                .message(8, new ProtobufMessage().text(1, "").number(2, OPERATOR_SET));
        ModelMetadata.of(model)
                .forEach((key, value) ->
                        message.message(14, new ProtobufMessage().text(1, key).text(2, value)));
        return message;
    }

    /** GraphProto. */
    private static ProtobufMessage graph(ExportedModel model) {
        NetworkGraph graph = model.graph();
        OnnxNodes nodes = new OnnxNodes(graph, model.inputName(), model.outputName());
        ProtobufMessage message = new ProtobufMessage();
        nodes.nodes().forEach(node -> message.message(1, node));
        message.text(2, model.description().backbone());
        nodes.constants().forEach(constant -> message.message(5, tensor(constant)));
        return message.message(11, valueInfo(model.inputName(), graph.input().shape()))
                .message(12, valueInfo(model.outputName(), graph.output().shape()));
    }

    /** TensorProto. */
    private static ProtobufMessage tensor(GraphTensor tensor) {
        ProtobufMessage message = new ProtobufMessage();
        tensor.shape().forEach(extent -> message.number(1, extent));
        return message.number(2, OnnxNodes.FLOAT)
                .text(8, tensor.name())
                .bytes(9, Math.multiplyExact(tensor.size(), Float.BYTES), stream -> {
                    try (PointerScope scope = new PointerScope()) {
                        TensorBytes.write(
                                tensor.values().get().detach().to(ScalarType.Float), Channels.newChannel(stream));
                    }
                });
    }

    /** ValueInfoProto of a batch. */
    private static ProtobufMessage valueInfo(String name, List<Integer> shape) {
        ProtobufMessage extents = new ProtobufMessage().message(1, new ProtobufMessage().text(2, BATCH));
        shape.forEach(extent -> extents.message(1, new ProtobufMessage().number(1, extent)));
        ProtobufMessage type = new ProtobufMessage().number(1, OnnxNodes.FLOAT).message(2, extents);
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, type));
    }
}
