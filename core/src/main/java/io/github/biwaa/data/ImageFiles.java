package io.github.biwaa.data;

import java.util.List;
import java.util.Locale;

/** Which files count as pictures: those whose name ends in one of a few extensions, in any case, and which are not hidden. */
final class ImageFiles {
    private static final List<String> EXTENSIONS = List.of("bmp", "gif", "jfif", "jpe", "jpeg", "jpg", "png", "webp");

    private ImageFiles() {}

    /**
     * @param name a file's name without its folder
     * @return whether it ends like a picture's
     */
    static boolean isPicture(String name) {
        int dot = name.lastIndexOf('.');
        return !isHidden(name) && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT)) && dot > 0;
    }

    /** @return whether a file or folder begins with a dot, as what programs leave behind does (.DS_Store, ._photo.jpg) */
    static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    /** @return the extensions, for messages */
    static String extensions() {
        return String.join(", ", EXTENSIONS);
    }
}
