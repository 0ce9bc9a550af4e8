package io.github.biwaa.cli.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.performance.LoadingPerformance;
import io.github.biwaa.performance.MachineCeiling;
import io.github.biwaa.performance.Performance;
import io.github.biwaa.performance.PerformanceSettings;
import io.github.biwaa.performance.ScoringPerformance;
import io.github.biwaa.performance.StepPerformance;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.training.step.TrainingStep.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("machine")
class BenchCommandTest {

    @Test
    void aLineOfJsonHoldsAllNumbers() throws IOException {
        CommandRun run = CommandRun.of(
                "bench",
                "--backbone",
                "lenet",
                "--batch-size",
                "4",
                "--classes",
                "3",
                "--steps",
                "1",
                "--pictures",
                "2",
                "--threads",
                "1",
                "--precision",
                "bf16",
                "--json");
        run.succeeds();
        JsonNode line = new JsonMapper().readTree(run.out());
        assertThat(line.at("/settings/backbone").asText()).isEqualTo("lenet");
        assertThat(line.at("/settings/size").asInt()).isEqualTo(28);
        assertThat(line.at("/settings/placement/precision").asText()).isEqualTo("BF16");
        assertThat(line.at("/performance/step/seconds/BACKWARD").asDouble()).isPositive();
        assertThat(line.at("/performance/ceiling/convolution").asDouble()).isPositive();
        assertThat(line.at("/startUpSeconds").asDouble()).isBetween(0.05, 60.0);
    }

    @Test
    void aTableSaysHowNearTheMachinesLimitItIs() {
        Performance performance = new Performance(
                new MachineCeiling(250e9, 200e9, 10e9),
                new StepPerformance(
                        Map.of(Part.FORWARD, 2.0, Part.HEADS, 0.1, Part.BACKWARD, 3.2, Part.UPDATE, 0.1),
                        5.4,
                        2.0,
                        10e9,
                        0.5e9),
                new ScoringPerformance(1.0, 0.98, 10e9),
                new LoadingPerformance(300, 2000, 1e6),
                7_200_000_000L);
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        new PerformanceTable(
                        new PerformanceSettings("resnet50", 224, 8, 31, 4, 16, 2, Placement.DEFAULT), performance, 0.4)
                .print(out);
        assertThat(text.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        " convolution 200 GFLOP/s",
                        " copy 10.0 GB/s",
                        // 16 pictures of 10 GFLOP in 2 s.
                        "step forward 2.000 s 40 % of the convolution",
                        " heads and losses 0.100 s 1.9 % of the step",
                        " as a CUDA graph 2.000 s 120 % of the convolution, 8.0 pictures a second",
                        // Twice the forward pass's operations in 3.2 s.
                        " backward 3.200 s 50 % of the convolution",
                        " optimizer 0.100 s 50 % of the copy",
                        " whole 5.400 s 44 % of the convolution, 3.0 pictures a second",
                        "ten crops a picture 1.000 s 50 % of the convolution",
                        " in the network 0.980 s 98.0 % of it",
                        " from the cache 2,000 a second one thread, augmented; 20 % of the copy",
                        "memory peak of training 7.20 GB the whole process");
    }

    @Test
    void wrongNumbersAreWrongUsage() {
        CommandRun.of("bench", "--steps", "0").fails(2, "steps: 0, expected at least 1");
        CommandRun.of("bench", "--precision", "float16").fails(2, "precision: float16, expected one of float32, bf16");
        CommandRun.of("bench", "--device", "gpu").fails(2, "device: gpu, expected auto, cpu, cuda");
        CommandRun.of("bench", "--backbone", "resnet51").fails(2, "Did you mean resnet50?");
    }
}
