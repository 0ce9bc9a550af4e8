package io.github.biwaa.torch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.EdgeVector;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.Tensor;

/**
 * What a recorded computation keeps for its backward sweep, counted from the shapes in its graph: the output of every operation, but for those that
 * overwrite their input or only look at it in another way. A maximum pool keeps a place of eight bytes per value as well, dropout a mask.
 *
 * @param savedBytes of all operations together
 * @param largestBytes of the largest output
 */
public record GraphMemory(long savedBytes, long largestBytes) {
    private static final Set<String> NOTHING_NEW = Set.of(
            "ReluBackward",
            "HardtanhBackward",
            "AddBackward",
            "AddcmulBackward",
            "ViewBackward",
            "ReshapeAliasBackward",
            "UnsafeViewBackward",
            "TBackward",
            "TransposeBackward",
            "PermuteBackward",
            "SelectBackward",
            "SliceBackward",
            "UnsqueezeBackward",
            "SqueezeBackward",
            "ExpandBackward",
            "AsStridedBackward",
            "torch::autograd::CopySlices");
    private static final String PARAMETER = "AccumulateGrad";
    private static final int BYTES_PER_PLACE = 8;

    /** Of nothing: no operation wants a gradient. */
    public static final GraphMemory NONE = new GraphMemory(0, 0);

    /**
     * Follows the graph back to the parameters.
     *
     * @param result of a computation under a gradient; one that wants none has no graph
     */
    public static GraphMemory of(Tensor result) {
        if (!result.requires_grad()) {
            return NONE;
        }
        try (PointerScope scope = new PointerScope()) {
            return new Walk().from(result.grad_fn());
        }
    }

    private static final class Walk {
        private final Set<Long> seen = new HashSet<>();
        private final Deque<Node> open = new ArrayDeque<>();
        private long saved;
        private long largest;

        GraphMemory from(Node last) {
            visit(last);
            while (!open.isEmpty()) {
                Node node = open.pop();
                count(node);
                EdgeVector edges = node.next_edges();
                for (long edge = 0; edge < edges.size(); edge++) {
                    if (edges.get(edge).is_valid()) {
                        visit(edges.get(edge).function());
                    }
                }
            }
            return new GraphMemory(saved, largest);
        }

        private void visit(Node node) {
            if (seen.add(node.address())) {
                open.push(node);
            }
        }

        private void count(Node node) {
            String name = node.name().getString().replaceAll("\\d+$", "");
            if (name.endsWith(PARAMETER) || NOTHING_NEW.contains(name) || node.num_inputs() == 0) {
                return;
            }
            try (PointerScope scope = new PointerScope()) {
                // What flows into an operation's backward sweep has the shape of its output.
                Tensor likeOutput = node.input_metadata(0).zeros_like();
                long bytes = likeOutput.nbytes();
                long beside = name.startsWith("MaxPool")
                        ? likeOutput.numel() * BYTES_PER_PLACE
                        : name.contains("Dropout") ? likeOutput.numel() : 0;
                saved += bytes + beside;
                largest = Math.max(largest, bytes);
            }
        }
    }
}
