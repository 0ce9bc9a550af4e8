package io.github.biwaa.chain;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** What neighbours are found by. */
public enum ExpandFeatures {
    /** The mean over views of the features, scaled to norm 1. */
    RAW("raw") {
        @Override
        public Tensor ofView(Tensor features) {
            return features;
        }

        @Override
        public Tensor ofMean(Tensor mean) {
            return Tensors.unitRows(mean);
        }
    },
    /** The mean over views of the softmax over all features, as in the authors' code. */
    SOFTMAX("softmax") {
        @Override
        public Tensor ofView(Tensor features) {
            return features.softmax(1);
        }

        @Override
        public Tensor ofMean(Tensor mean) {
            return mean;
        }
    };

    private final String id;

    ExpandFeatures(String id) {
        this.id = id;
    }

    /** @return the name in settings */
    public String id() {
        return id;
    }

    /** @return what is averaged over views, [N, d], of the features of one view */
    public abstract Tensor ofView(Tensor features);

    /** @return h of the mean over views, [N, d] */
    public abstract Tensor ofMean(Tensor mean);
}
