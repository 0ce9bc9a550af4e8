package io.github.biwaa.network.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubArchitectureTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NOTHING = "{}";

    private static HubArchitecture of(String config, String openClip) throws JsonProcessingException {
        JsonNode first = JSON.readTree(config.replace('\'', '"'));
        return HubArchitecture.of(first, JSON.readTree(openClip.replace('\'', '"')));
    }

    /** The fields that configurations on the hub have, those of models that people ask for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'architecture': 'vit_small_patch14_dinov2', 'num_features': 384} | vit_small_patch14_dinov2",
                "{'architecture': 'resnet50'} | resnet50",
                "{'model_type': 'vit', 'hidden_size': 768, 'patch_size': 16, 'image_size': 224} | vit_base_patch16_224",
                "{'model_type': 'vit', 'hidden_size': 768, 'patch_size': 16, 'image_size': 384} | vit_base_patch16_384",
                "{'model_type': 'vit', 'hidden_size': 384, 'patch_size': 16, 'image_size': 224} | vit_small_patch16_224",
                "{'model_type': 'deit', 'hidden_size': 192, 'patch_size': 16, 'image_size': 224} | deit_tiny_patch16_224",
                "{'model_type': 'dinov2', 'hidden_size': 1024, 'patch_size': 14, 'image_size': 518} |"
                        + " vit_large_patch14_dinov2",
                "{'model_type': 'dinov2_with_registers', 'hidden_size': 384, 'patch_size': 14, 'num_register_tokens': 4}"
                        + " | vit_small_patch14_reg4_dinov2",
                "{'model_type': 'clip', 'vision_config': {'hidden_size': 1024, 'patch_size': 14}} |"
                        + " vit_large_patch14_clip_quickgelu_224",
                "{'model_type': 'clip', 'vision_config': {'patch_size': 16, 'hidden_act': 'gelu'}} |"
                        + " vit_base_patch16_clip_224",
                "{'model_type': 'clip_vision_model'} | vit_base_patch32_clip_quickgelu_224",
                "{'model_type': 'convnext', 'hidden_sizes': [96, 192, 384, 768], 'depths': [3, 3, 9, 3]} | convnext_tiny",
                "{'model_type': 'convnextv2', 'hidden_sizes': [80, 160, 320, 640], 'depths': [2, 2, 8, 2]} |"
                        + " convnextv2_nano",
                "{'model_type': 'swin', 'embed_dim': 128, 'depths': [2, 2, 18, 2], 'window_size': 7} |"
                        + " swin_base_patch4_window7_224",
            })
    void aDescriptionNamesTheBackbone(String config, String name) throws JsonProcessingException {
        assertThat(of(config, NOTHING).backbone()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'vision_cfg': {'layers': 12, 'width': 768, 'patch_size': 32, 'image_size': 224}} |"
                        + " vit_base_patch32_clip_224",
                "{'quick_gelu': true, 'vision_cfg': {'layers': 12, 'width': 768, 'patch_size': 16}} |"
                        + " vit_base_patch16_clip_quickgelu_224",
                "{'vision_cfg': {'timm_model_name': 'convnext_base'}} | convnext_base",
            })
    void soDoesThatOfOpenClip(String model, String name) throws JsonProcessingException {
        assertThat(of(NOTHING, "{'model_cfg': " + model + "}").backbone()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model_type': 'vit', 'hidden_size': 768, 'patch_size': 8} | \"model_type\": \"vit\" of this size",
                "{'model_type': 'vit', 'hidden_size': 1280, 'patch_size': 14} | \"model_type\": \"vit\" of this size",
                "{'model_type': 'resnet'} | \"model_type\": \"resnet\"",
                "{'model_type': 'bert'} | \"model_type\": \"bert\"",
                "{'architecture': 'beit_base_patch16_224'} | \"architecture\": \"beit_base_patch16_224\"",
            })
    void whatThereIsNoBackboneForIsNamed(String config, String told) throws JsonProcessingException {
        HubArchitecture found = of(config, NOTHING);
        assertThatThrownBy(found::backbone)
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("its description says " + told)
                .hasMessageContaining("no such backbone. The nearest by name is ");
    }

    @Test
    void aDescriptionThatSaysNothingIsRefused() {
        assertThatThrownBy(() -> of("{'model': 1}", "{'model_cfg': {'vision_cfg': {'layers': [3, 4, 6, 3]}}}"))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("neither config.json nor open_clip_config.json");
    }
}
