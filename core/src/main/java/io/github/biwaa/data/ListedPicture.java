package io.github.biwaa.data;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A line of a list file.
 *
 * @param line from 1
 * @param path as the list writes it, relative to the list's root
 * @param label the class number, or empty if the list has none
 */
public record ListedPicture(int line, Path path, OptionalInt label) {}
