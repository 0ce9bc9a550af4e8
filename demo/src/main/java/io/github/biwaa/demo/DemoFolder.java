package io.github.biwaa.demo;

import java.nio.file.Path;

/**
 * Where the demo's pictures are. Training may see {@link #source} and {@link #target} only; the two tables are for scoring afterwards.
 *
 * @param folder holds everything; the tables' paths are relative to it
 */
public record DemoFolder(Path folder) {

    /** @return source/CLASS/NNNN.png: labelled */
    public Path source() {
        return folder.resolve("source");
    }

    /** @return target/NNNN.png: unlabelled, in an order that tells nothing */
    public Path target() {
        return folder.resolve("target");
    }

    /** @return target-labels.csv, kept aside: path,class; see {@link DemoLabels} */
    public Path targetLabels() {
        return folder.resolve("target-labels.csv");
    }

    /** @return objects.csv, kept aside: path,left,top,width,height of both domains; see {@link ObjectPlaces} */
    public Path objects() {
        return folder.resolve("objects.csv");
    }
}
