package io.github.biwaa.weights;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder where downloaded weights are kept. A file is downloaded once, checked against the hash in its name and then appears whole; runs that
 * want it at the same time wait for one of them. A download that was cut is gone on with by the next run.
 */
public final class WeightCache {
    /** The environment variable with the address of a mirror. */
    public static final String ADDRESS_VARIABLE = "BIWAA_WEIGHTS_URL";
    /** The system property with the address of a mirror; it comes before the environment variable. */
    public static final String ADDRESS_PROPERTY = "biwaa.weights.url";

    private static final String TORCHVISION = "https://download.pytorch.org/models/";

    private final Path directory;
    private final URI base;
    private final Progress progress;
    private final WeightDownload.Patience patience;

    /**
     * @param directory where files are kept; made if needed
     * @param base address that the names of files are put behind, http or https
     * @param progress told how a download goes; may stop it, and a later one goes on
     * @throws InvalidSettingException if the address is of another kind
     */
    public WeightCache(Path directory, URI base, Progress progress) {
        this(directory, base, progress, WeightDownload.Patience.USUAL);
    }

    WeightCache(Path directory, URI base, Progress progress, WeightDownload.Patience patience) {
        this.directory = directory;
        this.base = WeightDownload.requireAddress(base, ADDRESS_VARIABLE);
        this.progress = progress;
        this.patience = patience;
    }

    /**
     * The address that people chose: {@value #ADDRESS_PROPERTY}, else {@value #ADDRESS_VARIABLE}, else torchvision's own.
     *
     * @throws InvalidSettingException if it is none
     */
    public static URI chosenAddress() {
        return WeightDownload.chosenAddress(ADDRESS_PROPERTY, ADDRESS_VARIABLE, TORCHVISION);
    }

    /** @return where the file of these weights is, or will be */
    public Path place(PublishedWeights weights) {
        return directory.resolve(weights.fileName()).toAbsolutePath().normalize();
    }

    /**
     * The file of these weights, downloaded if it is not here.
     *
     * @return a file with the right hash
     * @throws BiwaaException if it cannot be had: no connection, no such file at that address, another hash, a folder that cannot be written. The
     *     message says which file to put where
     */
    public Path fetch(PublishedWeights weights) {
        Path file = place(weights);
        try {
            Checksum expected = Checksum.sha256(weights.hashPrefix());
            new CheckedDownload(address(weights), patience, progress).to(file, Optional.of(expected));
            requireUndamaged(file, expected);
            return file;
        } catch (FileSystemException e) {
            throw unavailable(weights, "cannot write " + e.getFile() + ": " + AtomicFile.reason(e), e);
        } catch (IOException e) {
            throw unavailable(weights, WeightDownload.reason(e, base), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(weights, "interrupted", e);
        }
    }

    /** @throws BiwaaException if a file that was downloaded earlier is something else now */
    static void requireUndamaged(Path file, Checksum expected) throws IOException {
        Optional<String> difference = expected.difference(file);
        if (difference.isPresent()) {
            throw new BiwaaException("the weight file " + file + " has " + difference.get()
                    + ": it is damaged or another file. Delete it, and it is downloaded again.");
        }
    }

    private URI address(PublishedWeights weights) {
        return base.resolve(weights.fileName());
    }

    private BiwaaException unavailable(PublishedWeights weights, String reason, Exception cause) {
        return new BiwaaException(
                "cannot download the ImageNet weights " + weights.fileName() + ": " + reason + ".\nDownload "
                        + address(weights) + " in another way and put it at " + place(weights) + ", or set "
                        + ADDRESS_VARIABLE + " to the address of a mirror. Or choose other weights: a file,"
                        + " or none to train from scratch, which needs far more pictures and steps.",
                cause);
    }
}
