package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;

/** Reads the two domains of a training, pictures or embeddings. */
public final class DomainReader {

    private DomainReader() {}

    /**
     * Reads both domains from their folders, lists or files of embeddings.
     *
     * @param skipBroken whether lines of a list that name no picture are skipped with a warning, and missing pictures left to whoever decodes
     * @return the caller's to close
     * @throws InvalidSettingException if one domain is pictures and the other embeddings, or pictures have a place of labels
     * @throws io.github.biwaa.BiwaaException if something else about them is wrong; the message names the file and the place in it
     */
    public static Domains<Samples> read(DomainLocation source, DomainLocation target, boolean skipBroken) {
        if (source.inMemory() || target.inMemory()) {
            throw new BiwaaException("the samples of this training were in the memory of the program that started it."
                    + " Only that program can go on with it.");
        }
        if (source.holdsEmbeddings() != target.holdsEmbeddings()) {
            throw mixed(source, target);
        }
        if (source.holdsEmbeddings()) {
            return EmbeddingReader.read(source, target).map(features -> features);
        }
        refuseLabels("source", source);
        refuseLabels("target", target);
        return PictureReader.read(source, target, skipBroken).map(pictures -> pictures);
    }

    private static InvalidSettingException mixed(DomainLocation source, DomainLocation target) {
        boolean first = source.holdsEmbeddings();
        DomainLocation pictures = first ? target : source;
        return new InvalidSettingException((first ? "source" : "target") + " holds embeddings ("
                + (first ? source : target).path() + "), but " + (first ? "target" : "source")
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
