package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
        PrintStream standardOut = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            assertThat(Biwaa.run("demo", "--json", "--seed", "" + seed, "--out", out.toString()))
                    .isZero();
        } finally {
            System.setOut(standardOut);
        }
        try (var values = new JsonMapper().readerFor(JsonNode.class).<JsonNode>readValues(bytes.toByteArray())) {
            return values.readAll();
        }
    }
}
