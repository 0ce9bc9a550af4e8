package io.github.biwaa.weights;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Models of the Hugging Face hub in the folder of downloaded weights: {@code hub/owner--name/COMMIT}. What is there is not asked for again, so that a
 * model that was used once can be used offline.
 *
 * <p>A token is sent to the hub's own server alone and is written nowhere.
 */
public final class HubCache {
    /** The environment variable with the address of the hub, or of a mirror of it. */
    public static final String ADDRESS_VARIABLE = "HF_ENDPOINT";
    /** The system property with that address; it comes before the environment variable. */
    public static final String ADDRESS_PROPERTY = "biwaa.hub.url";
    /** The environment variable with the token of an account. */
    public static final String TOKEN_VARIABLE = "HF_TOKEN";

    static final String LISTING = "hub.json";
    /** owner--name/COMMIT/hub.json. */
    private static final int LISTING_DEPTH = 3;

    private static final String HUGGING_FACE = "https://huggingface.co/";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Path directory;
    private final URI base;
    private final Optional<String> token;
    private final WeightDownload.Patience patience;
    private final Progress progress;

    /**
     * The hub, or the mirror that people chose, with their token.
     *
     * @param weights the folder of downloaded weights; made if needed
     * @param progress told how downloads go; may stop one, and a later one goes on
     * @throws InvalidSettingException if the address that was chosen is none
     */
    public HubCache(Path weights, Progress progress) {
        this(
                weights,
                WeightDownload.chosenAddress(ADDRESS_PROPERTY, ADDRESS_VARIABLE, HUGGING_FACE),
                Optional.ofNullable(System.getenv(TOKEN_VARIABLE))
                        .map(String::strip)
                        .filter(secret -> !secret.isEmpty()),
                WeightDownload.Patience.USUAL,
                progress);
    }

    HubCache(Path weights, URI base, Optional<String> token, WeightDownload.Patience patience, Progress progress) {
        this.directory = weights.resolve("hub").toAbsolutePath().normalize();
        this.base = WeightDownload.requireAddress(base, ADDRESS_VARIABLE);
        this.token = token;
        this.patience = patience;
        this.progress = progress;
    }

    /**
     * A model, at the commit that its revision means: the one that was downloaded earlier, else what the hub says now.
     *
     * @throws BiwaaException if the hub has no such model, does not let one see it, or cannot be reached
     */
    public HubModel model(HubReference reference) {
        Path folder = directory.resolve(reference.owner() + "--" + reference.name());
        Path mark = folder.resolve("revisions").resolve(reference.revision().replace("/", "--"));
        try {
            String commit = reference.isPinned()
                    ? reference.revision()
                    : Files.exists(mark) ? Files.readString(mark).strip() : "";
            Path listing = folder.resolve(commit).resolve(LISTING);
            if (Checksum.of(commit).isPresent() && Files.exists(listing)) {
                return new HubModel(
                        this,
                        reference.at(commit),
                        requireNonNull(listing.getParent()),
                        HubListing.read(listing, commit));
            }
            HubListing said = ask(reference, folder);
            HubModel model = new HubModel(this, reference.at(said.commit()), folder.resolve(said.commit()), said);
            model.keep();
            AtomicFile.writeText(mark, said.commit() + "\n");
            return model;
        } catch (IOException e) {
            throw unavailable(reference, e);
        } catch (InterruptedException e) {
            throw interrupted(reference, e);
        }
    }

    /**
     * The models that are here, each at the commits that are here, by name.
     *
     * @throws BiwaaException if the folder cannot be read
     */
    public List<HubModel> kept() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> found = Files.find(
                directory, LISTING_DEPTH, (path, attributes) -> path.endsWith(LISTING) && attributes.isRegularFile())) {
            return found.sorted().map(this::kept).toList();
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + directory + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private HubModel kept(Path listing) {
        Path folder = requireNonNull(listing.getParent());
        String commit = folder.getFileName().toString();
        String[] names =
                requireNonNull(folder.getParent()).getFileName().toString().split("--", 2);
        return new HubModel(
                this, new HubReference(names[0], names[1], commit), folder, HubListing.read(listing, commit));
    }

    private HubListing ask(HubReference reference, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path answer = Files.createTempFile(folder, "answer", ".json");
        try {
            URI address = base.resolve("api/models/" + reference.repository() + "/revision/"
                    + reference.revision().replace("/", "%2F") + "?blobs=true");
            new WeightDownload(address, token, reference.toString(), answer, patience, progress).run();
            return HubListing.ofAnswer(answer);
        } finally {
            Files.deleteIfExists(answer);
        }
    }

    /**
     * Downloads a file of a model if it is not there, and checks it.
     *
     * @return its hash, if it is known only now
     */
    Optional<String> fetch(HubReference pinned, String name, Path file, Optional<Checksum> expected) {
        URI address = base.resolve(pinned.repository() + "/resolve/" + pinned.revision() + "/" + name);
        try {
            Optional<Checksum> found = new CheckedDownload(address, token, patience, progress).to(file, expected);
            if (expected.isPresent()) {
                WeightCache.requireUndamaged(file, expected.get());
            }
            return expected.isPresent() ? Optional.empty() : found.map(Checksum::digits);
        } catch (IOException e) {
            throw unavailable(pinned, e);
        } catch (InterruptedException e) {
            throw interrupted(pinned, e);
        }
    }

    private BiwaaException interrupted(HubReference reference, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new BiwaaException("cannot download " + reference + ": interrupted.", cause);
    }

    private BiwaaException unavailable(HubReference reference, IOException cause) {
        return new BiwaaException("cannot download " + reference + ": " + reason(reference, cause), cause);
    }

    private String reason(HubReference reference, IOException cause) {
        int status = cause instanceof WeightDownload.RefusedException refused ? refused.status() : 0;
        URI page = base.resolve(reference.repository());
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return "the hub answered " + status + ": there is no such model, or it is not public. If " + page
                    + " asks for it, accept its licence there; then "
                    + (token.isPresent()
                            ? "check that the token in " + TOKEN_VARIABLE + " may read it."
                            : "set " + TOKEN_VARIABLE + " to a token of your account.");
        }
        if (status == NOT_FOUND) {
            return "the hub answered " + status + ": it has no such model, revision or file. Look at " + page + ".";
        }
        if (cause instanceof FileSystemException file) {
            return "cannot write " + file.getFile() + ": " + AtomicFile.reason(cause) + ".";
        }
        return WeightDownload.reason(cause, base) + ".\nSet " + ADDRESS_VARIABLE
                + " to the address of a mirror, or download the files of " + page
                + " in another way and name their folder: --backbone NAME --weights FOLDER.";
    }
}
