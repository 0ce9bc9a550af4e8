package io.github.biwaa.training;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.settings.DataSettings;
import java.util.Map;
import java.util.OptionalDouble;

/** What a training learns from: a labelled domain and one whose labels, if it has any, are used for reporting alone. */
public sealed interface TrainingData extends AutoCloseable permits DomainPair, EmbeddingPair {

    /** @return the labelled domain */
    Domain source();

    /** @return the other, with the source's classes */
    Domain target();

    /** @return what embeddings should be multiplied by; empty for pictures, whose backbone decides */
    OptionalDouble featureScale();

    /**
     * The content of what {@link #source} and {@link #target} name, as far as training reads it from there and from nowhere else.
     *
     * @return SHA-256 by name; empty for pictures, of which names are compared
     */
    Map<String, String> contentSha256();

    @Override
    void close();

    /**
     * Reads both domains from their folders, lists or files of embeddings.
     *
     * @return pictures or embeddings, the caller's to close
     * @throws InvalidSettingException if one domain is pictures and the other embeddings, or pictures have a place of labels
     * @throws io.github.biwaa.BiwaaException if something else about them is wrong; the message names the file and the place in it
     */
    static TrainingData read(DataSettings data) {
        if (data.source().holdsEmbeddings() != data.target().holdsEmbeddings()) {
            throw mixed(data);
        }
        if (data.source().holdsEmbeddings()) {
            return EmbeddingPair.read(data);
        }
        refuseLabels("source", data.source());
        refuseLabels("target", data.target());
        return DomainPair.read(data);
    }

    private static InvalidSettingException mixed(DataSettings data) {
        boolean source = data.source().holdsEmbeddings();
        DomainLocation pictures = source ? data.target() : data.source();
        return new InvalidSettingException((source ? "source" : "target") + " holds embeddings ("
                + (source ? data.source() : data.target()).path() + "), but " + (source ? "target" : "source")
                + " pictures (" + pictures.path()
                + "); expected both of one kind. Pictures become embeddings by: biwaa embed --images "
                + pictures.path()
                + " --backbone NAME --out FILE.npy, with the network that the other embeddings are from");
    }

    private static void refuseLabels(String name, DomainLocation location) {
        location.labels().ifPresent(labels -> {
            throw new InvalidSettingException(
                    name + "-labels: " + labels.setting() + ", but " + location.path()
                            + " is no file of embeddings (.npy, .npz, .csv, .mat); the labels of pictures are their folders, or stand in the list");
        });
    }
}
