package io.github.biwaa.network.layer;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;

/** A layer that says which operations it is made of, so that models with it can be exported to other frameworks. */
public interface Exportable {

    /**
     * Adds what this layer computes when the network is used, {@link Layer#forward} with {@link Mode#EVALUATION}, to a graph.
     *
     * @param input what the layer sees
     * @return its output
     * @throws BiwaaException if a part of it does not say
     */
    GraphValue describe(GraphBuilder graph, GraphValue input);

    /**
     * @return the layer with this ability
     * @throws BiwaaException if it has not
     */
    static Exportable of(Layer layer) {
        if (layer instanceof Exportable exportable) {
            return exportable;
        }
        throw new BiwaaException(layer.getClass().getSimpleName()
                + " does not say which operations it is made of: it must implement Exportable (docs/extending.md,"
                + " Exporting it). Only the format safetensors does without.");
    }
}
