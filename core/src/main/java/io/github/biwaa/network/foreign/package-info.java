/** Backbones that files of other frameworks hold, operations and weights: ONNX and TorchScript. */
@NullMarked
package io.github.biwaa.network.foreign;

import org.jspecify.annotations.NullMarked;
