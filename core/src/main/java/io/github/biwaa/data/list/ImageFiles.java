package io.github.biwaa.data.list;

import io.github.biwaa.image.decode.ImageFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which files count as pictures: those whose name ends like one, in any case, and those whose name has no ending but whose content is a picture's.
 * Hidden files and what operating systems leave behind never count.
 */
public final class ImageFiles {
    /** In lower case. */
    private static final Set<String> LEFT_BEHIND = Set.of(
            "__macosx",
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "$recycle.bin",
            "system volume information",
            "@eadir",
            "lost+found");

    private ImageFiles() {}

    /**
     * @param name a file's name without its folder
     * @return whether it ends like a picture's
     */
    public static boolean isPicture(String name) {
        return ImageFormat.ofName(name).filter(ImageFormat::readable).isPresent() && !isHidden(name);
    }

    /** @return the kind of picture that a file is, by its name or, where that has no ending, by its content */
    public static Optional<ImageFormat> formatOf(Path file) {
        String name = file.getFileName().toString();
        if (isHidden(name)) {
            return Optional.empty();
        }
        return name.indexOf('.') < 0 ? ImageFormat.ofContent(file) : ImageFormat.ofName(name);
    }

    /**
     * @return whether a file or folder begins with a dot, as what programs leave behind does (.DS_Store, ._photo.jpg), or is called as what archives and
     *     operating systems leave behind (__MACOSX, Thumbs.db)
     */
    public static boolean isHidden(String name) {
        return name.startsWith(".") || LEFT_BEHIND.contains(name.toLowerCase(Locale.ROOT));
    }

    /** @return the extensions, for messages */
    public static String extensions() {
        return Arrays.stream(ImageFormat.values())
                .filter(ImageFormat::readable)
                .flatMap(format -> format.extensions().stream())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
