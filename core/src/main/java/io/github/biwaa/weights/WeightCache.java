package io.github.biwaa.weights;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.ExclusiveLock;
import io.github.biwaa.file.Sha256;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
        if (!"http".equals(base.getScheme()) && !"https".equals(base.getScheme()) || base.getHost() == null) {
            throw new InvalidSettingException(ADDRESS_VARIABLE + ": " + base + ", expected http://... or https://...");
        }
        this.directory = directory;
        this.base = base.getPath().endsWith("/") ? base : URI.create(base + "/");
        this.progress = progress;
        this.patience = patience;
    }

    /**
     * The address that people chose: {@value #ADDRESS_PROPERTY}, else {@value #ADDRESS_VARIABLE}, else torchvision's own.
     *
     * @throws InvalidSettingException if it is none
     */
    public static URI chosenAddress() {
        String property = System.getProperty(ADDRESS_PROPERTY, "");
        String variable = System.getenv().getOrDefault(ADDRESS_VARIABLE, "");
        String chosen = property.isBlank() ? variable : property;
        try {
            return URI.create(chosen.isBlank() ? TORCHVISION : chosen.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    ADDRESS_VARIABLE + ": " + chosen + ", expected http://... or https://...");
        }
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
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                download(weights, file);
            }
            String hash = Sha256.of(file);
            if (!hash.startsWith(weights.hashPrefix())) {
                throw new BiwaaException("the weight file " + file + " has the SHA-256 " + hash
                        + ", expected one that begins with " + weights.hashPrefix()
                        + ": it is damaged or another file. Delete it, and it is downloaded again.");
            }
            return file;
        } catch (FileSystemException e) {
            throw unavailable(weights, "cannot write " + e.getFile() + ": " + AtomicFile.reason(e), e);
        } catch (IOException e) {
            throw unavailable(weights, reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(weights, "interrupted", e);
        }
    }

    private void download(PublishedWeights weights, Path file) throws IOException, InterruptedException {
        Path draft = file.resolveSibling(weights.fileName() + ".part");
        Path lockFile = file.resolveSibling(weights.fileName() + ".lock");
        try (ExclusiveLock lock = ExclusiveLock.acquire(lockFile, "downloading the same weights")) {
            if (Files.exists(file)) {
                return;
            }
            boolean continued = WeightDownload.sizeOf(draft) > 0;
            String hash = downloadTo(draft, weights);
            if (continued && !hash.startsWith(weights.hashPrefix())) {
                // What an earlier run left may have been damaged, or come from another mirror.
                Files.delete(draft);
                hash = downloadTo(draft, weights);
            }
            if (!hash.startsWith(weights.hashPrefix())) {
                Files.delete(draft);
                throw new WeightDownload.RefusedException("what came from " + address(weights) + " has the SHA-256 "
                        + hash + ", expected one that begins with " + weights.hashPrefix());
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private String downloadTo(Path draft, PublishedWeights weights) throws IOException, InterruptedException {
        new WeightDownload(address(weights), weights.fileName(), draft, patience, progress).run();
        return Sha256.of(draft);
    }

    private URI address(PublishedWeights weights) {
        return base.resolve(weights.fileName());
    }

    private String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "there is no way to " + base.getHost() + ", so this machine is probably offline";
            }
        }
        if (failure instanceof ConnectException) {
            return base.getAuthority() + " does not answer, so this machine is probably offline";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
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
