package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The recipes there are: those this library brings, and files of the user's own. */
public final class Recipes {
    private static final List<String> NAMES = List.of(
            "office31",
            "office-home",
            "domainnet",
            "visda2017",
            "office-caltech10",
            "pacs",
            "digits",
            "office31-gsde",
            "office-home-gsde",
            "domainnet-gsde",
            "office-home-clip");
    private static final int LARGEST_FILE = 1 << 20;

    private Recipes() {}

    /** @return the names of the recipes this library brings */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * @param nameOrFile a name, or a YAML file of the same form
     * @throws InvalidSettingException if there is no such recipe, or something in the file is wrong
     * @throws BiwaaException if the file cannot be read
     */
    public static Recipe named(String nameOrFile) {
        if (NAMES.contains(nameOrFile)) {
            return RecipeReader.read(nameOrFile, resource(nameOrFile + ".yaml"));
        }
        if (nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml")) {
            Path file = Path.of(nameOrFile);
            String name = file.getFileName().toString();
            return RecipeReader.read(name.substring(0, name.lastIndexOf('.')), text(file));
        }
        throw new InvalidSettingException("benchmark: " + nameOrFile + ", expected one of " + String.join(", ", NAMES)
                + ", or a recipe file that ends in .yaml");
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new BiwaaException("the recipe " + file + " has more than 1 MB; expected a few lines of YAML.");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the recipe " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** @return the text of a file beside this class */
    static String resource(String file) {
        try (InputStream stream = Recipes.class.getResourceAsStream(file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
