package io.github.biwaa.network.backbone;

import java.nio.file.Path;

/**
 * A file that holds a network, its operations with its weights, in the format of another framework.
 *
 * @param path absolute
 * @param trainable whether its weights can be trained; else the backbone is frozen
 */
public record NetworkFile(Path path, boolean trainable) {}
