/** Trained models as ONNX, TorchScript and DJL files. */
module io.github.biwaa.export {
    requires static org.jspecify;
    requires transitive io.github.biwaa.core;

    exports io.github.biwaa.export;
}
