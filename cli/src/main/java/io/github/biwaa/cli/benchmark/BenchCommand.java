package io.github.biwaa.cli.benchmark;

import io.github.biwaa.Progress;
import io.github.biwaa.image.cache.CacheDirectory;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.performance.Performance;
import io.github.biwaa.performance.PerformanceSettings;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.training.setup.HubNetwork;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code biwaa bench}: how fast this machine trains and scores, and how near that is to what it can do at all. */
@Command(
        name = "bench",
        description = {
            "Measures how fast this machine trains and scores, and compares this with the machine's limits.",
            "Takes two to three minutes and writes no files; docs/performance.md explains the table."
        },
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--backbone",
            description = "Its name, or hf:OWNER/NAME (default: ${DEFAULT-VALUE}).",
            defaultValue = "resnet50")
    private String backbone;

    @Option(
            names = "--size",
            description = "Height and width of a picture as the network sees it (default: the backbone's own).")
    private @Nullable Integer size;

    @Option(
            names = "--batch-size",
            description = "Pictures per domain and step (default: ${DEFAULT-VALUE}; the paper's is 36).",
            defaultValue = "8")
    private int batchSize;

    @Option(names = "--classes", description = "Classes (default: ${DEFAULT-VALUE}).", defaultValue = "31")
    private int classes;

    @Option(names = "--steps", description = "Training steps measured (default: ${DEFAULT-VALUE}).", defaultValue = "4")
    private int steps;

    @Option(
            names = "--pictures",
            description = "Pictures decoded and scored (default: ${DEFAULT-VALUE}).",
            defaultValue = "16")
    private int pictures;

    @Option(names = "--threads", description = "Compute threads (default: all processors).")
    private @Nullable Integer threads;

    @Option(
            names = "--precision",
            description = "float32, bf16 or float64 (default: ${DEFAULT-VALUE}).",
            defaultValue = "float32")
    private String precision;

    @Option(
            names = "--device",
            description = "cpu, cuda:0, ..., or auto, the first GPU if there is one (default: ${DEFAULT-VALUE}).",
            defaultValue = "auto")
    private String device;

    @Option(names = "--cuda-graph", description = "Measure the step as a CUDA graph, too; not yet run on a GPU.")
    private boolean cudaGraph;

    @Option(names = "--json", description = "Write one line of JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        String name = HubNetwork.of(backbone, CacheDirectory.standard())
                .map(HubNetwork::backbone)
                .orElse(backbone);
        PerformanceSettings settings = new PerformanceSettings(
                name,
                size == null ? Backbones.of(name).defaultSize() : size,
                batchSize,
                classes,
                steps,
                pictures,
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                new Placement(new DeviceChoice(device).resolve(), Precision.named(precision)),
                cudaGraph);
        PrintWriter messages = spec.commandLine().getErr();
        double startUp = StartUp.seconds(spec.root().userObject().getClass());
        Performance performance = Performance.measure(settings, new Progress() {
            @Override
            public void advanced(Task task, long done, long total) {
                messages.println(task.name() + (total < 0 ? " ..." : " " + done + "/" + total));
                messages.flush();
            }
        });
        PerformanceTable table = new PerformanceTable(settings, performance, startUp);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            table.printJson(out);
        } else {
            table.print(out);
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
