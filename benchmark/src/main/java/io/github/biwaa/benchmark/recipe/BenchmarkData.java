package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.digit.DigitReader;
import io.github.biwaa.data.ListedPicture;
import io.github.biwaa.data.PictureLists;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Recognises a user's own copy of a benchmark in the layouts it is found in: domain folders in the root or one folder further down, class folders
 * in them or in a folder {@code images} of theirs, names written in any of the usual ways, lists beside the folders, digits as published or as
 * pictures, files of embeddings in the root.
 */
public final class BenchmarkData {
    private final Recipe recipe;
    private final Path root;
    private final FolderNames classes;

    /**
     * @param recipe of the benchmark
     * @param root where its domains are
     * @throws BiwaaException if the root is no folder
     */
    public BenchmarkData(Recipe recipe, Path root) {
        if (!Files.isDirectory(root)) {
            throw new BiwaaException("there is no folder " + root + ". Expected the one that holds "
                    + String.join(
                            ", ",
                            recipe.domains().stream().map(BenchmarkDomain::name).toList())
                    + "; docs/datasets.md says where to get " + recipe.title() + ".");
        }
        this.recipe = recipe;
        this.root = root;
        this.classes = new FolderNames(recipe);
    }

    /**
     * Looks for one domain.
     *
     * @throws BiwaaException if folders cannot be listed, or a list or archive is broken
     */
    public FoundDomain find(BenchmarkDomain domain) {
        if (domain.embeddings().isPresent()) {
            return embeddings(domain, domain.embeddings().get());
        }
        Optional<DomainFolder> folder = DomainFolder.find(root, domain, classes);
        if (folder.isPresent()) {
            return domain.lists().isEmpty() ? all(domain, folder.get()) : listed(domain, folder.get());
        }
        Optional<DigitReader> archive = domain.archive().flatMap(kind -> kind.find(root));
        if (archive.isPresent()) {
            return FoundDomain.ofArchive(domain, recipe.classes(), root, archive.get());
        }
        return FoundDomain.nothing(
                domain,
                recipe.classes(),
                root,
                domain.name() + ": not found in " + root + ". Expected a folder "
                        + String.join(" or ", domain.folders())
                        + " with a folder per class, such as "
                        + recipe.classes().get(0)
                        + domain.archive()
                                .map(kind -> ", or the file " + kind.example())
                                .orElse("") + ".");
    }

    private FoundDomain embeddings(BenchmarkDomain domain, BenchmarkDomain.EmbeddingFiles files) {
        Path features = root.resolve(files.features());
        Path labels = root.resolve(files.labels());
        for (Path file : List.of(features, labels)) {
            if (!Files.isRegularFile(file)) {
                return FoundDomain.nothing(
                        domain, recipe.classes(), root, domain.name() + ": there is no file " + file + ".");
            }
        }
        return FoundDomain.ofEmbeddings(domain, recipe.classes(), root, features, labels);
    }

    private FoundDomain all(BenchmarkDomain domain, DomainFolder folder) {
        List<ListedPicture> pictures = new ArrayList<>();
        folder.classFolders().forEach((k, folders) -> {
            for (Path classFolder : folders) {
                PictureLists.picturesBelow(root, classFolder)
                        .forEach(path -> pictures.add(new ListedPicture(0, path, OptionalInt.of(k))));
            }
        });
        return FoundDomain.ofPictures(domain, recipe.classes(), folder.folder(), root, pictures, List.of());
    }

    /** Pictures of the folder that the first list found names, whatever numbers the list gives classes. */
    private FoundDomain listed(BenchmarkDomain domain, DomainFolder folder) {
        Optional<Path> list = findList(domain, folder.folder());
        if (list.isEmpty()) {
            return FoundDomain.nothing(
                    domain,
                    recipe.classes(),
                    root,
                    domain.name() + ": pictures are in " + folder.folder()
                            + ", but the list that says which of them count is missing. Expected "
                            + String.join(" or ", domain.lists()) + " in " + root + ".");
        }
        List<ListedPicture> pictures = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        int missing = 0;
        for (ListedPicture line : PictureLists.read(list.get(), false)) {
            Optional<Path> picture = locate(line.path(), folder);
            if (picture.isPresent()) {
                int k = classes.classOf(parentName(line.path())).orElseThrow();
                pictures.add(new ListedPicture(line.line(), root.relativize(picture.get()), OptionalInt.of(k)));
            } else if (classes.classOf(parentName(line.path())).isPresent() && missing++ == 0) {
                remarks.add(domain.name() + ": line " + line.line() + " of " + list.get() + " names " + line.path()
                        + ", which is not there.");
            }
        }
        if (missing > 1) {
            remarks.add(domain.name() + ": so do " + (missing - 1) + " more lines.");
        }
        pictures.sort(Comparator.comparingInt(
                        (ListedPicture picture) -> picture.label().orElseThrow())
                .thenComparing(picture -> picture.path().toString()));
        return FoundDomain.ofPictures(domain, recipe.classes(), folder.folder(), root, pictures, remarks);
    }

    private Optional<Path> findList(BenchmarkDomain domain, Path folder) {
        List<Path> places = new ArrayList<>(List.of(root));
        PictureLists.foldersIn(root).forEach(name -> places.add(root.resolve(name)));
        places.add(folder.resolveSibling(""));
        places.add(folder);
        for (String name : domain.lists()) {
            for (Path place : places) {
                if (Files.isRegularFile(place.resolve(name))) {
                    return Optional.of(place.resolve(name));
                }
            }
        }
        return Optional.empty();
    }

    /** @return the file that a published path means in this copy: class folder and file name decide, whatever stands before them */
    private Optional<Path> locate(Path published, DomainFolder folder) {
        OptionalInt k = classes.classOf(parentName(published));
        if (k.isEmpty()) {
            return Optional.empty();
        }
        return folder.classFolders().getOrDefault(k.getAsInt(), List.of()).stream()
                .map(classFolder -> classFolder.resolve(published.getFileName()))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String parentName(Path path) {
        return path.getNameCount() < 2
                ? ""
                : path.getName(path.getNameCount() - 2).toString();
    }

    /**
     * A published list in its own order, with its own class numbers, and the paths of this copy.
     *
     * @param domain the list is of
     * @param skipBroken whether lines that name no picture are skipped with a warning instead of refused
     * @throws BiwaaException if a line is wrong or names a picture that is not there; the message names file and line
     */
    public List<ListedPicture> published(BenchmarkDomain domain, Path list, boolean skipBroken) {
        Optional<DomainFolder> folder = DomainFolder.find(root, domain, classes);
        List<ListedPicture> pictures = new ArrayList<>();
        for (ListedPicture line : PictureLists.read(list, skipBroken)) {
            Path asWritten = root.resolve(line.path());
            Path picture = Files.isRegularFile(asWritten)
                    ? asWritten
                    : folder.flatMap(found -> locate(line.path(), found))
                            .orElseThrow(() -> new BiwaaException(list + ", line " + line.line() + ": there is no "
                                    + line.path() + " in " + root + ", nor a picture of that class and name in its "
                                    + domain.name() + " folder."));
            if (line.label().isEmpty()) {
                throw new BiwaaException(
                        list + ", line " + line.line() + ": no class number. Expected path and class number.");
            }
            pictures.add(new ListedPicture(line.line(), root.relativize(picture), line.label()));
        }
        return pictures;
    }
}
