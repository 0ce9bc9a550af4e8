/** ImageNet weights: which file torchvision publishes for which backbone, and the user's cache of them. */
package io.github.biwaa.weights;
