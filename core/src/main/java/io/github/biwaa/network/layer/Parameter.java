package io.github.biwaa.network.layer;

import org.bytedeco.pytorch.Tensor;

/**
 * A tensor that training changes.
 *
 * @param name its full name in the network, for example {@code layer1.0.conv1.weight}
 * @param tensor the values; they change in place
 */
public record Parameter(String name, Tensor tensor) {}
