package io.github.biwaa.network.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.setting.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What network a folder of the hub holds, by its own description.
 *
 * @param told what the description says, for messages
 * @param name the backbone's name, whether or not there is such a backbone
 */
record HubArchitecture(String told, String name) {
    private static final Map<Integer, String> VIT_SIZES = Map.of(192, "tiny", 384, "small", 768, "base", 1024, "large");
    /** By the width of the first stage and the blocks of the third. */
    private static final Map<List<Integer>, String> CONVNEXT_SIZES = Map.of(
            List.of(40, 6), "atto",
            List.of(48, 6), "femto",
            List.of(64, 6), "pico",
            List.of(80, 8), "nano",
            List.of(96, 9), "tiny",
            List.of(96, 27), "small",
            List.of(128, 27), "base");

    private static final Map<List<Integer>, String> SWIN_SIZES =
            Map.of(List.of(96, 6), "tiny", List.of(96, 18), "small", List.of(128, 18), "base");

    /**
     * Reads descriptions: timm's goes first, then that of transformers, then OpenCLIP's.
     *
     * @param config the content of config.json; empty without one
     * @param openClip the content of open_clip_config.json; empty without one
     * @throws BiwaaException if none of them says what network it is
     */
    static HubArchitecture of(JsonNode config, JsonNode openClip) {
        return timm(config)
                .or(() -> transformers(config))
                .or(() -> openClip(openClip.path("model_cfg")))
                .orElseThrow(() -> new BiwaaException("neither config.json nor open_clip_config.json says which network"
                        + " the weights belong to. If you know it: --backbone NAME --weights with the same model."));
    }

    /** @throws BiwaaException if there is no such backbone */
    String backbone() {
        List<String> names = Backbones.names();
        if (!names.contains(name)) {
            throw new BiwaaException("its description says " + told
                    + ", and Biwaa has no such backbone. The nearest by name is " + Spelling.nearest(name, names)
                    + "; docs/backbones.md lists all. Other networks can be used as an ONNX or TorchScript file:"
                    + " --backbone FILE.");
        }
        return name;
    }

    private static Optional<HubArchitecture> timm(JsonNode config) {
        JsonNode architecture = config.path("architecture");
        return architecture.isTextual()
                ? Optional.of(new HubArchitecture(
                        "\"architecture\": \"" + architecture.asText() + "\"", architecture.asText()))
                : Optional.empty();
    }

    private static Optional<HubArchitecture> transformers(JsonNode config) {
        JsonNode type = config.path("model_type");
        return type.isTextual()
                ? Optional.of(new HubArchitecture(
                        "\"model_type\": \"" + type.asText() + "\" of this size",
                        transformersName(type.asText(), config)))
                : Optional.empty();
    }

    /** What a configuration leaves out has the default of transformers' class. */
    private static String transformersName(String type, JsonNode config) {
        String size = VIT_SIZES.getOrDefault(config.path("hidden_size").asInt(768), "other");
        String patch = "_patch" + config.path("patch_size").asInt(type.startsWith("dinov2") ? 14 : 16);
        String pixels = "_" + config.path("image_size").asInt(224);
        return switch (type) {
            case "vit", "deit" -> type + "_" + size + patch + pixels;
            case "dinov2" -> "vit_" + size + patch + "_dinov2";
            case "dinov2_with_registers" ->
                "vit_" + size + patch + "_reg"
                        + config.path("num_register_tokens").asInt(4) + "_dinov2";
            case "clip" -> clip(config.path("vision_config"));
            case "clip_vision_model" -> clip(config);
            case "convnext", "convnextv2" ->
                type + "_"
                        + CONVNEXT_SIZES.getOrDefault(
                                List.of(
                                        config.path("hidden_sizes").path(0).asInt(96),
                                        config.path("depths").path(2).asInt(9)),
                                "other");
            case "swin" ->
                "swin_"
                        + SWIN_SIZES.getOrDefault(
                                List.of(
                                        config.path("embed_dim").asInt(96),
                                        config.path("depths").path(2).asInt(6)),
                                "other")
                        + "_patch" + config.path("patch_size").asInt(4) + "_window"
                        + config.path("window_size").asInt(7) + pixels;
            default -> type;
        };
    }

    private static String clip(JsonNode tower) {
        return clip(
                tower.path("hidden_size").asInt(768),
                tower.path("patch_size").asInt(32),
                tower.path("image_size").asInt(224),
                tower.path("hidden_act").asText("quick_gelu").equals("quick_gelu"));
    }

    private static Optional<HubArchitecture> openClip(JsonNode model) {
        JsonNode tower = model.path("vision_cfg");
        if (tower.path("timm_model_name").isTextual()) {
            String name = tower.path("timm_model_name").asText();
            return Optional.of(new HubArchitecture("\"timm_model_name\": \"" + name + "\"", name));
        }
        // A list of layers makes a ResNet of OpenAI's kind.
        return tower.path("layers").isInt()
                ? Optional.of(new HubArchitecture(
                        "\"vision_cfg\" of this size",
                        clip(
                                tower.path("width").asInt(768),
                                tower.path("patch_size").asInt(16),
                                tower.path("image_size").asInt(224),
                                model.path("quick_gelu").asBoolean(false))))
                : Optional.empty();
    }

    private static String clip(int width, int patch, int pixels, boolean quickGelu) {
        return "vit_" + VIT_SIZES.getOrDefault(width, "other") + "_patch" + patch + "_clip"
                + (quickGelu ? "_quickgelu_" : "_") + pixels;
    }
}
