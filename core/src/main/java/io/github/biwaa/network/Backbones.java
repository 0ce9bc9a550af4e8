package io.github.biwaa.network;

import io.github.biwaa.InvalidSettingException;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All backbones by name. */
public final class Backbones {
    private static final int IMAGENET_CHANNELS = 3;
    private static final int IMAGENET_SIZE = 224;
    private static final double SQUEEZENET_SCALE = 0.05;

    private static final Map<String, BackboneKind> KINDS = kinds();

    private Backbones() {}

    private static Map<String, BackboneKind> kinds() {
        Map<String, BackboneKind> kinds = new LinkedHashMap<>();
        for (int depth : new int[] {18, 34, 50, 101, 152}) {
            add(kinds, "resnet" + depth, "resnet", 1, 1, (channels, size) -> ResNet.ofDepth(depth, channels));
        }
        for (boolean batchNorm : new boolean[] {false, true}) {
            for (int depth : new int[] {11, 13, 16, 19}) {
                String name = "vgg" + depth + (batchNorm ? "_bn" : "");
                add(kinds, name, "vgg", 32, 1, (channels, size) -> new Vgg(depth, batchNorm, channels));
            }
        }
        add(kinds, "alexnet", "alexnet", 63, 1, (channels, size) -> new AlexNet(channels));
        add(
                kinds,
                "squeezenet1_0",
                "squeezenet",
                21,
                SQUEEZENET_SCALE,
                (channels, size) -> SqueezeNet.version10(channels));
        add(
                kinds,
                "squeezenet1_1",
                "squeezenet",
                17,
                SQUEEZENET_SCALE,
                (channels, size) -> SqueezeNet.version11(channels));
        kinds.put("lenet", new BackboneKind("lenet", "lenet", 1, 28, LeNet.MINIMUM_SIZE, 1, LeNet::new));
        kinds.put("dtn", new BackboneKind("dtn", "dtn", 3, 32, Dtn.MINIMUM_SIZE, 1, Dtn::new));
        return Collections.unmodifiableMap(kinds);
    }

    private static void add(
            Map<String, BackboneKind> kinds,
            String name,
            String family,
            int minimumSize,
            double featureScale,
            BackboneKind.Factory factory) {
        kinds.put(
                name,
                new BackboneKind(name, family, IMAGENET_CHANNELS, IMAGENET_SIZE, minimumSize, featureScale, factory));
    }

    /** @return all names, family by family */
    public static List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /**
     * The backbone of a name.
     *
     * @param name one of {@link #names}
     * @throws InvalidSettingException if there is none; the message names the nearest and lists all
     */
    public static BackboneKind of(String name) {
        BackboneKind kind = KINDS.get(name);
        if (kind == null) {
            throw new InvalidSettingException("backbone: there is no \"" + name + "\". Did you mean " + nearest(name)
                    + "? Expected one of " + String.join(", ", KINDS.keySet()));
        }
        return kind;
    }

    private static String nearest(String name) {
        String wanted = lettersAndDigits(name);
        return Collections.min(
                KINDS.keySet(), Comparator.comparingInt(known -> distance(wanted, lettersAndDigits(known))));
    }

    /** ResNet-50 and resnet_50 mean the same to a person. */
    private static String lettersAndDigits(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** How many letters to insert, remove or replace to get from one word to the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
