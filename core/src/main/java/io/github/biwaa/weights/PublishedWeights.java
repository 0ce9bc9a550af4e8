package io.github.biwaa.weights;

import io.github.biwaa.InvalidSettingException;

/**
 * The ImageNet weights that somebody publishes for a backbone.
 *
 * @param fileName NAME-HASH.pth, where HASH are the first digits of the file's SHA-256
 * @param licence its SPDX identifier
 */
public record PublishedWeights(String fileName, String licence) {

    /** @throws InvalidSettingException if the file's name does not end in hexadecimal digits and an extension */
    public PublishedWeights {
        if (!fileName.matches("[A-Za-z0-9_-]+-[0-9a-f]{8,64}\\.[a-z]+")) {
            throw new InvalidSettingException(
                    "weights: " + fileName + ", expected a name like resnet50-0676ba61.pth, which ends in its SHA-256");
        }
    }

    /** torchvision's first version ({@code IMAGENET1K_V1}), which the paper starts from. */
    public static PublishedWeights torchvision(String fileName) {
        return new PublishedWeights(fileName, "BSD-3-Clause");
    }

    /** @return the digits that the file's SHA-256 begins with */
    public String hashPrefix() {
        return fileName.substring(fileName.lastIndexOf('-') + 1, fileName.lastIndexOf('.'));
    }
}
