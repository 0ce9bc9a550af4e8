package io.github.biwaa.network.transformer;

import io.github.biwaa.network.backbone.ForeignNames;
import java.util.ArrayList;
import java.util.List;

/** What torchvision, transformers and the authors call the tensors of a Swin, whose own names are timm's. */
final class SwinNames {
    private static final String ANY = "\\.(weight|bias)";
    private static final String BLOCK = "encoder\\.layers\\.(\\d)\\.blocks\\.(\\d+)\\.";
    private static final String OWN = "layers.$1.blocks.$2.";

    static final ForeignNames OF_OTHERS = rules();

    private SwinNames() {}

    private static ForeignNames rules() {
        List<String> rules = new ArrayList<>(List.of(
                // transformers
                "embeddings\\.patch_embeddings\\.projection" + ANY,
                "patch_embed.proj.$1",
                "embeddings\\.norm" + ANY,
                "patch_embed.norm.$1",
                BLOCK + "layernorm_before" + ANY,
                OWN + "norm1.$3",
                BLOCK + "layernorm_after" + ANY,
                OWN + "norm2.$3",
                BLOCK + "attention\\.self\\.query" + ANY,
                OWN + "attn.qkv.$3#0",
                BLOCK + "attention\\.self\\.key" + ANY,
                OWN + "attn.qkv.$3#1",
                BLOCK + "attention\\.self\\.value" + ANY,
                OWN + "attn.qkv.$3#2",
                BLOCK + "attention\\.self\\.(relative_position_\\w+)",
                OWN + "attn.$3",
                BLOCK + "attention\\.output\\.dense" + ANY,
                OWN + "attn.proj.$3",
                BLOCK + "intermediate\\.dense" + ANY,
                OWN + "mlp.fc1.$3",
                BLOCK + "output\\.dense" + ANY,
                OWN + "mlp.fc2.$3",
                "encoder\\.layers\\.(\\d)\\.downsample\\.(norm|reduction)" + ANY,
                "layers.$1.downsample.$2.$3",
                "layernorm" + ANY,
                "norm.$1",
                // torchvision
                "features\\.0\\.0" + ANY,
                "patch_embed.proj.$1",
                "features\\.0\\.2" + ANY,
                "patch_embed.norm.$1",
                // torchvision and the authors
                "head" + ANY,
                "head.fc.$1"));
        for (int stage = 0; stage < 4; stage++) {
            String block = "features\\." + (2 * stage + 1) + "\\.(\\d+)\\.";
            String own = "layers." + stage + ".blocks.$1.";
            rules.addAll(List.of(
                    block + "mlp\\.0" + ANY,
                    own + "mlp.fc1.$2",
                    block + "mlp\\.3" + ANY,
                    own + "mlp.fc2.$2",
                    block + "((?:norm|attn).*)",
                    own + "$2",
                    "features\\." + 2 * stage + "\\.(norm|reduction)" + ANY,
                    "layers." + stage + ".downsample.$1.$2"));
        }
        return ForeignNames.of(rules.toArray(String[]::new));
    }
}
