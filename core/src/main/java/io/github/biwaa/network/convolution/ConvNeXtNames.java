package io.github.biwaa.network.convolution;

import io.github.biwaa.network.backbone.ForeignNames;
import java.util.ArrayList;
import java.util.List;

/** What torchvision, transformers and the authors call the tensors of a ConvNeXt, whose own names are timm's. */
final class ConvNeXtNames {
    private static final String ANY = "\\.(weight|bias)";

    static final ForeignNames OF_CONVNEXT = convNext();

    private ConvNeXtNames() {}

    private static ForeignNames convNext() {
        List<String> rules = new ArrayList<>(List.of(
                // transformers
                "embeddings\\.patch_embeddings" + ANY,
                "stem.0.$1",
                "embeddings\\.layernorm" + ANY,
                "stem.1.$1",
                "encoder\\.stages\\.(\\d)\\.downsampling_layer\\.([01])" + ANY,
                "stages.$1.downsample.$2.$3",
                "encoder\\.stages\\.(\\d)\\.layers\\.(\\d+)\\.dwconv" + ANY,
                "stages.$1.blocks.$2.conv_dw.$3",
                "encoder\\.stages\\.(\\d)\\.layers\\.(\\d+)\\.layernorm" + ANY,
                "stages.$1.blocks.$2.norm.$3",
                "encoder\\.stages\\.(\\d)\\.layers\\.(\\d+)\\.pwconv([12])" + ANY,
                "stages.$1.blocks.$2.mlp.fc$3.$4",
                "encoder\\.stages\\.(\\d)\\.layers\\.(\\d+)\\.grn" + ANY,
                "stages.$1.blocks.$2.mlp.grn.$3",
                "encoder\\.stages\\.(\\d)\\.layers\\.(\\d+)\\.layer_scale_parameter",
                "stages.$1.blocks.$2.gamma",
                "layernorm" + ANY,
                "head.norm.$1",
                // the authors
                "downsample_layers\\.0\\.([01])" + ANY,
                "stem.$1.$2",
                "downsample_layers\\.([1-3])\\.([01])" + ANY,
                "stages.$1.downsample.$2.$3",
                "stages\\.(\\d)\\.(\\d+)\\.dwconv" + ANY,
                "stages.$1.blocks.$2.conv_dw.$3",
                "stages\\.(\\d)\\.(\\d+)\\.norm" + ANY,
                "stages.$1.blocks.$2.norm.$3",
                "stages\\.(\\d)\\.(\\d+)\\.pwconv([12])" + ANY,
                "stages.$1.blocks.$2.mlp.fc$3.$4",
                "stages\\.(\\d)\\.(\\d+)\\.grn\\.gamma",
                "stages.$1.blocks.$2.mlp.grn.weight",
                "stages\\.(\\d)\\.(\\d+)\\.grn\\.beta",
                "stages.$1.blocks.$2.mlp.grn.bias",
                "stages\\.(\\d)\\.(\\d+)\\.gamma",
                "stages.$1.blocks.$2.gamma",
                // torchvision
                "features\\.0\\.([01])" + ANY,
                "stem.$1.$2",
                "classifier\\.0" + ANY,
                "head.norm.$1",
                "classifier\\.2" + ANY,
                "head.fc.$1"));
        for (int stage = 0; stage < 4; stage++) {
            String block = "features\\." + (2 * stage + 1) + "\\.(\\d+)\\.";
            String own = "stages." + stage + ".blocks.$1.";
            rules.addAll(List.of(
                    block + "layer_scale",
                    own + "gamma",
                    block + "block\\.0" + ANY,
                    own + "conv_dw.$2",
                    block + "block\\.2" + ANY,
                    own + "norm.$2",
                    block + "block\\.3" + ANY,
                    own + "mlp.fc1.$2",
                    block + "block\\.5" + ANY,
                    own + "mlp.fc2.$2",
                    "features\\." + 2 * stage + "\\.([01])" + ANY,
                    "stages." + stage + ".downsample.$1.$2"));
        }
        return ForeignNames.of(rules.toArray(String[]::new));
    }
}
