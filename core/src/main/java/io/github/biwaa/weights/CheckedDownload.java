package io.github.biwaa.weights;

import io.github.biwaa.Progress;
import io.github.biwaa.file.ExclusiveLock;
import io.github.biwaa.file.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Brings one file to its place: it is downloaded once, checked, and then appears whole; those that want it at the same time wait for one of them. A
 * download that was cut is gone on with by the next one.
 *
 * @param token sent to the server of the address alone; empty for none
 */
record CheckedDownload(URI address, Optional<String> token, WeightDownload.Patience patience, Progress progress) {

    CheckedDownload(URI address, WeightDownload.Patience patience, Progress progress) {
        this(address, Optional.empty(), patience, progress);
    }

    /**
     * Downloads the file if it is not there.
     *
     * @param expected what it must be; empty for what the server says that it is, if it says so
     * @return what it is; empty if it was there already
     * @throws WeightDownload.RefusedException if it is something else
     */
    @SuppressWarnings("try") // the lock is held, not used
    Optional<Checksum> to(Path file, Optional<Checksum> expected) throws IOException, InterruptedException {
        if (Files.exists(file)) {
            return Optional.empty();
        }
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (ExclusiveLock lock = ExclusiveLock.acquire(lockFile, "downloading the same weights")) {
            if (Files.exists(file)) {
                return Optional.empty();
            }
            boolean continued = WeightDownload.sizeOf(draft) > 0;
            Optional<Checksum> checksum = download(file, draft, expected);
            if (continued && difference(checksum, draft).isPresent()) {
                // What an earlier run left may have been damaged, or come from another mirror.
                Files.delete(draft);
                checksum = download(file, draft, expected);
            }
            Optional<String> difference = difference(checksum, draft);
            if (difference.isPresent()) {
                Files.delete(draft);
                throw new WeightDownload.RefusedException("what came from " + address + " has " + difference.get());
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(checksum.isPresent() ? checksum.get() : Checksum.sha256(Sha256.of(file)));
        }
    }

    private Optional<Checksum> download(Path file, Path draft, Optional<Checksum> expected)
            throws IOException, InterruptedException {
        WeightDownload download =
                new WeightDownload(address, token, file.getFileName().toString(), draft, patience, progress);
        download.run();
        return expected.or(() -> download.entityTag().flatMap(Checksum::of));
    }

    private static Optional<String> difference(Optional<Checksum> checksum, Path draft) throws IOException {
        return checksum.isPresent() ? checksum.get().difference(draft) : Optional.empty();
    }
}
