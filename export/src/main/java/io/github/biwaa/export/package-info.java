/**
 * Models as files of other frameworks: ONNX, TorchScript, and weights that torchvision's networks load. The first two are written from one
 * {@link io.github.biwaa.network.graph.NetworkGraph list of operations}.
 */
@NullMarked
package io.github.biwaa.export;

import org.jspecify.annotations.NullMarked;
