package io.github.biwaa.weights;

import io.github.biwaa.InvalidSettingException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ImageNet weights that torchvision publishes for a backbone, its first version ({@code IMAGENET1K_V1}), which the paper starts from.
 *
 * @param backbone its name
 * @param fileName NAME-HASH.pth, where HASH are the first digits of the file's SHA-256
 */
public record PublishedWeights(String backbone, String fileName) {
    private static final Map<String, PublishedWeights> ALL = all(List.of(
            "resnet18-f37072fd.pth",
            "resnet34-b627a593.pth",
            "resnet50-0676ba61.pth",
            "resnet101-63fe2227.pth",
            "resnet152-394f9c45.pth",
            "vgg11-8a719046.pth",
            "vgg13-19584684.pth",
            "vgg16-397923af.pth",
            "vgg19-dcbb9e9d.pth",
            "vgg11_bn-6002323d.pth",
            "vgg13_bn-abd245e5.pth",
            "vgg16_bn-6c64b313.pth",
            "vgg19_bn-c79401a0.pth",
            "alexnet-owt-7be5be79.pth",
            "squeezenet1_0-b66bff10.pth",
            "squeezenet1_1-b8a52dc0.pth"));

    /** @throws InvalidSettingException if the file's name does not end in hexadecimal digits and an extension */
    public PublishedWeights {
        if (!fileName.matches("[A-Za-z0-9_-]+-[0-9a-f]{8,64}\\.[a-z]+")) {
            throw new InvalidSettingException(
                    "weights: " + fileName + ", expected a name like resnet50-0676ba61.pth, which ends in its SHA-256");
        }
    }

    private static Map<String, PublishedWeights> all(List<String> fileNames) {
        Map<String, PublishedWeights> all = new HashMap<>();
        for (String fileName : fileNames) {
            String backbone = fileName.substring(0, fileName.indexOf('-'));
            all.put(backbone, new PublishedWeights(backbone, fileName));
        }
        return Map.copyOf(all);
    }

    /** @return whether there are ImageNet weights of that backbone */
    public static boolean existFor(String backbone) {
        return ALL.containsKey(backbone);
    }

    /**
     * The weights of a backbone.
     *
     * @param backbone its name
     * @throws InvalidSettingException if there are none
     */
    public static PublishedWeights of(String backbone) {
        PublishedWeights found = ALL.get(backbone);
        if (found == null) {
            throw new InvalidSettingException("weights: there are no ImageNet weights of " + backbone
                    + ", expected a file, or none to train from scratch");
        }
        return found;
    }

    /** @return the digits that the file's SHA-256 begins with */
    public String hashPrefix() {
        return fileName.substring(fileName.lastIndexOf('-') + 1, fileName.lastIndexOf('.'));
    }
}
