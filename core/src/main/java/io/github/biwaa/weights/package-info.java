/** ImageNet weights: which file torchvision publishes for which backbone, and the user's cache of them. */
@NullMarked
package io.github.biwaa.weights;

import org.jspecify.annotations.NullMarked;
