package io.github.biwaa.network.backbone;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.convolution.AlexNet;
import io.github.biwaa.network.convolution.ConvNeXt;
import io.github.biwaa.network.convolution.Dtn;
import io.github.biwaa.network.convolution.EfficientNet;
import io.github.biwaa.network.convolution.LeNet;
import io.github.biwaa.network.convolution.MobileNetV2;
import io.github.biwaa.network.convolution.MobileNetV3;
import io.github.biwaa.network.convolution.ResNet;
import io.github.biwaa.network.convolution.SqueezeNet;
import io.github.biwaa.network.convolution.Vgg;
import io.github.biwaa.network.transformer.Swin;
import io.github.biwaa.network.transformer.VitKinds;
import io.github.biwaa.setting.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** All backbones by name: the built-in ones, and those found on the class path through {@link ServiceLoader}. */
public final class Backbones {
    private static final List<BackboneFamily> BUILT_IN = List.of(
            ResNet::kinds,
            Vgg::kinds,
            AlexNet::kinds,
            SqueezeNet::kinds,
            MobileNetV2::kinds,
            MobileNetV3::kinds,
            EfficientNet::kinds,
            ConvNeXt::kinds,
            Swin::kinds,
            VitKinds::kinds,
            LeNet::kinds,
            Dtn::kinds);

    private Backbones() {}

    /**
     * All backbones, built-in ones first.
     *
     * @throws InvalidSettingException if two have the same name
     * @throws BiwaaException if one that the class path adds cannot be loaded
     */
    public static List<BackboneKind> all() {
        return List.copyOf(byName().values());
    }

    private static Map<String, BackboneKind> byName() {
        List<BackboneFamily> families = new ArrayList<>(BUILT_IN);
        try {
            ServiceLoader.load(BackboneFamily.class).forEach(families::add);
        } catch (ServiceConfigurationError e) {
            throw new BiwaaException("cannot load the backbones that the class path adds: " + e.getMessage(), e);
        }
        Map<String, BackboneKind> kinds = new LinkedHashMap<>();
        for (BackboneFamily family : families) {
            for (BackboneKind kind : family.kinds()) {
                if (kinds.put(kind.name(), kind) != null) {
                    throw new InvalidSettingException(
                            "backbone: two are named \"" + kind.name() + "\"; rename the one that the class path adds");
                }
            }
        }
        return kinds;
    }

    /** @return all names, family by family */
    public static List<String> names() {
        return List.copyOf(byName().keySet());
    }

    /**
     * The backbone of a name.
     *
     * @param name one of {@link #names}
     * @throws InvalidSettingException if there is none; the message names the nearest and lists all
     */
    public static BackboneKind of(String name) {
        Map<String, BackboneKind> kinds = byName();
        BackboneKind kind = kinds.get(name);
        if (kind == null) {
            throw new InvalidSettingException(
                    "backbone: there is no \"" + name + "\". Did you mean " + Spelling.nearest(name, kinds.keySet())
                            + "? Expected one of " + String.join(", ", kinds.keySet()));
        }
        return kind;
    }

    /** @throws InvalidSettingException if a backbone of a program's own has the name of one that is known */
    public static void requireOwnName(BackboneKind own) {
        BackboneKind known = byName().get(own.name());
        // Kinds are made anew whenever they are asked for; what makes networks of them is of one class.
        if (known != null && known.factory().getClass() != own.factory().getClass()) {
            throw new InvalidSettingException("backbone: two are named " + own.name() + ", yours and a "
                    + known.family() + "; expected a name of its own");
        }
    }
}
