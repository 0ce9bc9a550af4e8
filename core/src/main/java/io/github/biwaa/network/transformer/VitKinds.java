package io.github.biwaa.network.transformer;

import io.github.biwaa.image.Resampling;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.transformer.VitDesign.Size;
import io.github.biwaa.weights.PublishedWeights;
import java.util.Collections;
import java.util.List;

/** The Vision Transformers that can be asked for by name, timm's; each sees pictures as timm's default weights of that name do. */
public final class VitKinds {
    private static final ClassifierLayer HEAD = ClassifierLayer.linear("head");
    private static final List<Double> HALF = Collections.nCopies(3, 0.5);
    /** The mean of the pictures that CLIP learnt from. */
    private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    /** Their deviation. */
    private static final List<Double> CLIP_STD = List.of(0.26862954, 0.26130258, 0.27577711);

    private VitKinds() {}

    public static List<BackboneKind> kinds() {
        return List.of(
                augreg("vit_tiny_patch16_224", VitDesign.plain(16, Size.TINY), 224, 0.9),
                augreg("vit_tiny_patch16_384", VitDesign.plain(16, Size.TINY), 384, 1),
                augreg("vit_small_patch32_224", VitDesign.plain(32, Size.SMALL), 224, 0.9),
                augreg("vit_small_patch16_224", VitDesign.plain(16, Size.SMALL), 224, 0.9),
                augreg("vit_small_patch16_384", VitDesign.plain(16, Size.SMALL), 384, 1),
                augreg("vit_base_patch32_224", VitDesign.plain(32, Size.BASE), 224, 0.9),
                augreg("vit_base_patch16_224", VitDesign.plain(16, Size.BASE), 224, 0.9),
                augreg("vit_base_patch16_384", VitDesign.plain(16, Size.BASE), 384, 1),
                augreg("vit_large_patch16_224", VitDesign.plain(16, Size.LARGE), 224, 0.9),
                imagenet("deit_tiny_patch16_224", VitDesign.plain(16, Size.TINY), 224, 0.9),
                imagenet("deit_small_patch16_224", VitDesign.plain(16, Size.SMALL), 224, 0.9),
                imagenet("deit_base_patch16_224", VitDesign.plain(16, Size.BASE), 224, 0.9),
                imagenet("deit3_small_patch16_224", VitDesign.deit3(Size.SMALL), 224, 0.9),
                imagenet("deit3_medium_patch16_224", VitDesign.deit3(Size.MEDIUM), 224, 0.9),
                imagenet("deit3_base_patch16_224", VitDesign.deit3(Size.BASE), 224, 0.9),
                imagenet("vit_small_patch14_dinov2", VitDesign.dinov2(Size.SMALL), 518, 1),
                imagenet("vit_base_patch14_dinov2", VitDesign.dinov2(Size.BASE), 518, 1),
                imagenet("vit_large_patch14_dinov2", VitDesign.dinov2(Size.LARGE), 518, 1),
                imagenet("vit_small_patch14_reg4_dinov2", registers(Size.SMALL), 518, 1),
                imagenet("vit_base_patch14_reg4_dinov2", registers(Size.BASE), 518, 1),
                imagenet("vit_large_patch14_reg4_dinov2", registers(Size.LARGE), 518, 1),
                clip("vit_base_patch32_clip_224", VitDesign.clip(32, Size.BASE, false), 0.9),
                clip("vit_base_patch16_clip_224", VitDesign.clip(16, Size.BASE, false), 0.95),
                clip("vit_base_patch32_clip_quickgelu_224", VitDesign.clip(32, Size.BASE, true), 0.9),
                clip("vit_base_patch16_clip_quickgelu_224", VitDesign.clip(16, Size.BASE, true), 1),
                torchvision("vit_b_16", VitDesign.plain(16, Size.BASE), "vit_b_16-c867db91.pth"),
                augreg("vit_large_patch14_clip_224", VitDesign.clip(14, Size.LARGE, false), 224, 1),
                clip("vit_large_patch14_clip_quickgelu_224", VitDesign.clip(14, Size.LARGE, true), 1));
    }

    /** Any of them, for tests too. */
    public static BackboneKind kind(String name, VitDesign design, BackboneInput input) {
        return BackboneKind.of(
                        name,
                        "vit",
                        input.inMultiplesOf(design.patch()),
                        VisionTransformer.stageNames(design.depth()),
                        (channels, size) -> new VisionTransformer(design, channels, size))
                .withClassifier(HEAD)
                .asTransformer();
    }

    private static VitDesign registers(Size size) {
        return VitDesign.dinov2(size).withoutPositionOfClass(4);
    }

    /** Steiner et al. 2022. */
    private static BackboneKind augreg(String name, VitDesign design, int size, double crop) {
        return kind(
                name, design, BackboneInput.photos(size, design.patch(), crop).normalisedBy(HALF, HALF));
    }

    private static BackboneKind imagenet(String name, VitDesign design, int size, double crop) {
        return kind(name, design, BackboneInput.photos(size, design.patch(), crop));
    }

    private static BackboneKind torchvision(String name, VitDesign design, String file) {
        BackboneInput input = BackboneInput.imagenet(design.patch()).resampledBy(Resampling.BILINEAR);
        return kind(name, design, input).withPublished(PublishedWeights.torchvision(file));
    }

    private static BackboneKind clip(String name, VitDesign design, double crop) {
        return kind(
                name, design, BackboneInput.photos(224, design.patch(), crop).normalisedBy(CLIP_MEAN, CLIP_STD));
    }
}
