package io.github.biwaa.network.graph;

import java.util.List;

/**
 * A network that is used, as a list of operations: each takes only values that came before it.
 *
 * @param input what the network sees
 * @param operations in the order they are applied
 * @param output what the network says
 */
public record NetworkGraph(GraphValue input, List<GraphOperation> operations, GraphValue output) {

    /** Takes an immutable copy of the operations. */
    public NetworkGraph {
        operations = List.copyOf(operations);
    }
}
