package io.github.biwaa.image;

import java.nio.file.Path;

/**
 * A picture that cannot be used.
 *
 * @param index its place in the list of files, from 0
 * @param file the file
 * @param message the file and what is wrong with it, for people
 */
public record BrokenPicture(int index, Path file, String message) {}
