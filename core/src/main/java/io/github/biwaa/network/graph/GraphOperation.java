package io.github.biwaa.network.graph;

import java.util.List;
import java.util.Optional;

/** One step of a network that is used, not trained: dropout does nothing and is no operation. */
public sealed interface GraphOperation {

    /** @return what goes in */
    List<GraphValue> inputs();

    /** @return what comes out */
    GraphValue output();

    /** Hands itself to the visitor's method for its kind. */
    void accept(Visitor visitor);

    /** A method per kind of operation, so that whoever writes graphs forgets none. */
    interface Visitor {
        /** Takes one of this kind. */
        void visit(Convolution convolution);

        /** Takes one of this kind. */
        void visit(BatchNormalisation batchNormalisation);

        /** Takes one of this kind. */
        void visit(Affine affine);

        /** Takes one of this kind. */
        void visit(Relu relu);

        /** Takes one of this kind. */
        void visit(MaxPool maxPool);

        /** Takes one of this kind. */
        void visit(AveragePoolTo averagePoolTo);

        /** Takes one of this kind. */
        void visit(Flatten flatten);

        /** Takes one of this kind. */
        void visit(Scale scale);

        /** Takes one of this kind. */
        void visit(Softmax softmax);

        /** Takes one of this kind. */
        void visit(Sum sum);

        /** Takes one of this kind. */
        void visit(Concatenation concatenation);
    }

    /** An operation on one value. */
    sealed interface Unary extends GraphOperation {
        /** @return what goes in */
        GraphValue input();

        @Override
        default List<GraphValue> inputs() {
            return List.of(input());
        }
    }

    /** An operation on two values. */
    sealed interface Binary extends GraphOperation {
        /** @return what goes in first */
        GraphValue left();

        /** @return what goes in second */
        GraphValue right();

        @Override
        default List<GraphValue> inputs() {
            return List.of(left(), right());
        }
    }

    /**
     * Two-dimensional convolution.
     *
     * @param weight [out, in, kernel, kernel]
     * @param bias [out], if there is one
     * @param stride in both directions
     * @param padding zeros on each side
     */
    record Convolution(
            GraphValue input,
            GraphValue output,
            GraphTensor weight,
            Optional<GraphTensor> bias,
            int stride,
            int padding)
            implements Unary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * {@code (x - mean) / sqrt(variance + epsilon) * weight + bias} per channel of a map, or per feature.
     *
     * @param weight [C]
     * @param bias [C]
     * @param mean [C], of training
     * @param variance [C], of training
     * @param epsilon above 0
     */
    record BatchNormalisation(
            GraphValue input,
            GraphValue output,
            GraphTensor weight,
            GraphTensor bias,
            GraphTensor mean,
            GraphTensor variance,
            double epsilon)
            implements Unary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * {@code x W^T + b} of rows.
     *
     * @param weight W, [out, in]
     * @param bias b, [out]
     */
    record Affine(GraphValue input, GraphValue output, GraphTensor weight, GraphTensor bias) implements Unary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** max(x, 0). */
    record Relu(GraphValue input, GraphValue output) implements Unary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * The largest value of each window.
     *
     * @param kernel side of a window
     * @param stride in both directions
     * @param padding on each side; padded places never are the largest
     * @param ceiling whether the last window may hang over the border
     */
    record MaxPool(GraphValue input, GraphValue output, int kernel, int stride, int padding, boolean ceiling)
            implements Unary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * The mean over each cell of a grid of size x size, whatever the map's size: cell i goes from floor(i H / size) to ceil((i + 1) H / size).
     *
     * @param size cells in each direction
     */
    record AveragePoolTo(GraphValue input, GraphValue output, int size) implements Unary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** A map as a row of features, channel by channel, row by row. */
    record Flatten(GraphValue input, GraphValue output) implements Unary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * {@code x * factor}.
     *
     * @param factor what everything is multiplied by
     */
    record Scale(GraphValue input, GraphValue output, double factor) implements Unary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** From logits to probabilities. */
    record Softmax(GraphValue input, GraphValue output) implements Unary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** left + right, of the same shape. */
    record Sum(GraphValue left, GraphValue right, GraphValue output) implements Binary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** The channels of left, then those of right. */
    record Concatenation(GraphValue left, GraphValue right, GraphValue output) implements Binary {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }
}
