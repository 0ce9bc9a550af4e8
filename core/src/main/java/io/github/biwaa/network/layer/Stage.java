package io.github.biwaa.network.layer;

import java.util.List;

/**
 * A run of consecutive layers of a backbone, between two changes of resolution: what one freezes together. The stages of a backbone, in order,
 * hold all of its parameters.
 *
 * @param name {@code stem}, then {@code layer} and a number from 1; {@code hidden} for fully connected layers at the end
 * @param layers its layers, in the order they are applied
 */
public record Stage(String name, List<Layer> layers) {

    /** Takes an immutable copy of the layers. */
    public Stage {
        layers = List.copyOf(layers);
    }

    /** Leaves this stage out of training: parameters and running statistics stay as they are, nothing is dropped out. */
    public void freeze() {
        layers.forEach(Layer::freeze);
    }
}
