package io.github.biwaa.weights;

/** Told how a download goes. */
@FunctionalInterface
public interface DownloadListener {
    /**
     * So much is there. Called at least once a second while waiting too; what it throws ends the download, which a later one goes on with.
     *
     * @param file name of the file
     * @param done bytes so far, those of an earlier try included
     * @param size bytes of the whole, or -1 if the server does not say
     */
    void progress(String file, long done, long size);
}
