package io.github.biwaa.weights;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model of the hub at one commit, whose files come when they are asked for. */
public final class HubModel {
    private static final String CARD = "README.md";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final Pattern FRONT = Pattern.compile("\\A---\\R(.*?)\\R---", Pattern.DOTALL);
    private static final Pattern LICENCE_NAME = Pattern.compile("(?m)^license_name:\\s*(\\S.*?)\\s*$");
    private static final Pattern LICENCE = Pattern.compile("(?m)^license:\\s*(\\S.*?)\\s*$");

    private final HubCache cache;
    private final HubReference reference;
    private final Path folder;
    private HubListing listing;

    HubModel(HubCache cache, HubReference reference, Path folder, HubListing listing) {
        this.cache = cache;
        this.reference = reference;
        this.folder = folder;
        this.listing = listing;
    }

    /** Writes the listing, completed by what only the model's card says about its licence. */
    void keep() {
        if (listing.licence().isEmpty() && has(CARD)) {
            statedIn(text(fetch(CARD))).ifPresent(stated -> listing = listing.withLicence(stated));
        }
        listing.write(folder.resolve(HubCache.LISTING));
    }

    private static Optional<String> statedIn(String card) {
        Matcher front = FRONT.matcher(card);
        if (!front.find()) {
            return Optional.empty();
        }
        Matcher name = LICENCE_NAME.matcher(front.group(1));
        Matcher licence = LICENCE.matcher(front.group(1));
        return name.find()
                ? Optional.of(name.group(1))
                : licence.find() ? Optional.of(licence.group(1)) : Optional.empty();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** @return which model it is, its revision the commit */
    public HubReference reference() {
        return reference;
    }

    /** @return the licence as the model's card states it, an identifier such as {@code apache-2.0} or a name; empty if it does not */
    public Optional<String> licence() {
        return listing.licence();
    }

    /** @return where its files are, as far as they were asked for */
    public Path folder() {
        return folder;
    }

    /** @return whether the model has such a file */
    public boolean has(String name) {
        return listing.files().containsKey(name);
    }

    /**
     * A file of the model, downloaded if it is not here, with the content that the hub has.
     *
     * @param name of a file that lies in no folder
     * @throws BiwaaException if the model has none of that name, or it cannot be had
     */
    public Path fetch(String name) {
        if (!has(name) || !PLAIN.matcher(name).matches()) {
            throw new BiwaaException("the model " + reference + " has no file " + name + ".");
        }
        Path file = folder.resolve(name);
        cache.fetch(
                        reference,
                        name,
                        file,
                        Checksum.of(requireNonNull(listing.files().get(name))))
                .ifPresent(hash -> {
                    listing = listing.withHash(name, hash);
                    listing.write(folder.resolve(HubCache.LISTING));
                });
        return file;
    }
}
