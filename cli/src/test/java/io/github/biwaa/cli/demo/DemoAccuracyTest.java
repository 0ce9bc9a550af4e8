package io.github.biwaa.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo is meant to show, as a mean over three seeds. Takes several minutes. */
@Tag("slow")
class DemoAccuracyTest {

    @Test
    void dannBeatsSourceOnlyAndBiwaaBeatsDann(@TempDir Path folder) throws IOException {
        Map<String, Double> means = new HashMap<>();
        List<Integer> seeds = List.of(42, 43, 44);
        for (int seed : seeds) {
            for (JsonNode row : demo(seed, folder.resolve("seed-" + seed))) {
                double share = row.get("targetAccuracy").doubleValue() / seeds.size();
                means.merge(row.get("method").textValue(), share, Double::sum);
            }
        }
        assertThat(means.get("dann")).as("%s", means).isGreaterThanOrEqualTo(means.get("source-only") + 0.05);
        assertThat(means.get("biwaa")).as("%s", means).isGreaterThan(means.get("dann"));
    }

    private static List<JsonNode> demo(int seed, Path out) throws IOException {
        CommandRun run = CommandRun.of("demo", "--json", "--seed", "" + seed, "--out", out.toString())
                .succeeds();
        try (var values = new JsonMapper().readerFor(JsonNode.class).<JsonNode>readValues(run.out())) {
            return values.readAll();
        }
    }
}
