package io.github.biwaa.torch.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights that lie in several files, with an index beside them that names the file of each tensor: Hugging Face's
 * {@code model.safetensors.index.json} and {@code pytorch_model.bin.index.json}.
 */
final class ShardedWeights {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long MAXIMUM_INDEX_BYTES = 100_000_000;

    private ShardedWeights() {}

    /** @return whether a file that begins with these bytes is JSON; in safetensors, JSON follows the length in 8 bytes, the last of them 0 */
    static boolean isIndex(byte[] beginning) {
        return beginning.length > 7 && beginning[0] == '{' && beginning[7] != 0;
    }

    /**
     * Reads the tensors that an index names.
     *
     * @throws io.github.biwaa.BiwaaException if it is no index, or if a file that it names is missing, broken or lacks a tensor
     */
    static StateDict read(Path index) throws IOException {
        StateDict all = new StateDict();
        try {
            for (Map.Entry<String, List<String>> shard : shards(index).entrySet()) {
                Path file = index.resolveSibling(shard.getKey());
                if (!Files.exists(file)) {
                    throw WeightFiles.broken(
                            index,
                            "it is the index of weights in several files, and " + file
                                    + " is missing. Put all of them into its folder");
                }
                try (StateDict part = WeightFiles.readOne(file)) {
                    for (String name : shard.getValue()) {
                        Tensor tensor = part.get(name);
                        if (tensor == null) {
                            throw WeightFiles.broken(
                                    index, "it promises the tensor " + name + " in " + file + ", which lacks it");
                        }
                        all.put(name, tensor);
                    }
                }
            }
            return all;
        } catch (RuntimeException | IOException e) {
            all.close();
            throw e;
        }
    }

    /** @return the names of the tensors in each file, in the order of the index */
    static Map<String, List<String>> shards(Path index) throws IOException {
        if (Files.size(index) > MAXIMUM_INDEX_BYTES) {
            throw WeightFiles.broken(index, "it is no index of weights: it has more than 100 MB");
        }
        JsonNode places;
        try {
            places = JSON.readTree(Files.readAllBytes(index)).path("weight_map");
        } catch (JsonProcessingException e) {
            throw WeightFiles.broken(index, "it is a text, but no JSON: " + e.getOriginalMessage());
        }
        if (!places.isObject() || places.isEmpty()) {
            throw WeightFiles.broken(
                    index, "it is JSON without \"weight_map\", which an index of weights in several files has");
        }
        Map<String, List<String>> shards = new LinkedHashMap<>();
        places.properties().forEach(place -> {
            String file = place.getValue().asText();
            if (!file.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                throw WeightFiles.broken(
                        index,
                        "it says that " + place.getKey() + " lies in \"" + file + "\", expected a file beside it");
            }
            shards.computeIfAbsent(file, name -> new ArrayList<>()).add(place.getKey());
        });
        return shards;
    }
}
