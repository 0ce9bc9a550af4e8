package io.github.biwaa.cli;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.adapt.GuidedAdaptation;
import io.github.biwaa.image.cache.CacheDirectory;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.performance.DeviceCheck;
import io.github.biwaa.run.Versions;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Processor;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.setup.WeightsAtHand;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code biwaa doctor}: what this machine offers, and what is wrong if anything is. */
@Command(
        name = "doctor",
        description = {
            "Checks this machine (Java, libtorch, threads, devices, memory, weights) and says what is wrong.",
            "A GPU must compute the same as the processor."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final long LITTLE_MEMORY = 4L << 30;
    private static final long LITTLE_DISK = 2L << 30;

    @Spec
    private CommandSpec spec;

    private int problems;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("biwaa     " + Versions.biwaa());
        out.println("platform  " + Loader.getPlatform() + " (" + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ")");
        out.println("java      " + Runtime.version() + ", " + System.getProperty("java.vendor"));
        if (libtorch(out)) {
            if (Processor.hidesCaches()) {
                out.println(
                        "processor does not say how large its caches are: slower convolutions without oneDNN are used");
            }
            Processor.bfloat16Instructions()
                    .ifPresent(name -> out.println("processor has " + name + ": large networks such as ResNet-50 train "
                            + (name.startsWith("amx") ? "about twice as fast" : "faster") + " with --precision bf16"));
            Device.available().stream().filter(device -> !device.isCpu()).forEach(device -> check(out, device));
        }
        memory(out);
        disk(out);
        weights(out, CacheDirectory.standard());
        out.println(problems == 0 ? "All is well." : problems + " problem(s), marked with !");
        out.flush();
        return problems == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** @return whether it works */
    private boolean libtorch(PrintWriter out) {
        try {
            out.println("libtorch  " + Engine.version());
            out.println("threads   " + Engine.threads() + " of "
                    + Runtime.getRuntime().availableProcessors() + " processors");
            out.println("devices   " + devices());
            try (PointerScope scope = new PointerScope()) {
                double two = Tensors.item(Tensors.of(new float[] {1, 1}, 2).sum());
                if (two != 2) {
                    problem(out, "libtorch says 1 + 1 = " + two);
                }
                return two == 2;
            }
        } catch (BiwaaException e) {
            problem(out, e.getMessage());
        }
        return false;
    }

    /** Tries a GPU: whether it computes what the processor does. */
    void check(PrintWriter out, Device device) {
        try {
            tell(out, DeviceCheck.of(device));
        } catch (BiwaaException e) {
            problem(out, e.getMessage());
        }
    }

    void tell(PrintWriter out, DeviceCheck check) {
        out.printf(
                "%-9s views are %sthe processor's, copies %s, losses differ by %s%n",
                check.device(),
                check.sameViews() ? "" : "not ",
                check.overlappingCopies() ? "overlap with computations" : "take their turn with computations",
                Arrays.stream(Precision.values())
                        .map(precision -> String.format(
                                Locale.ROOT,
                                "%.0e in %s",
                                check.stepDifferences().get(precision),
                                precision.id()))
                        .collect(Collectors.joining(", ")));
        check.problems().forEach(problem -> problem(out, problem));
    }

    private static String devices() {
        List<Device> devices = Device.available();
        String names = devices.stream().map(Device::toString).collect(Collectors.joining(", "));
        if (devices.size() > 1) {
            return names;
        }
        return names + (Engine.hasCuda() ? " (CUDA, but no GPU)" : " (no CUDA in this build of libtorch)");
    }

    private void memory(PrintWriter out) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            long total = system.getTotalMemorySize();
            out.printf(
                    Locale.ROOT,
                    "memory    %.1f GiB, %.1f GiB free; Java heap up to %.1f GiB%n",
                    gibibytes(total),
                    gibibytes(system.getFreeMemorySize()),
                    gibibytes(Runtime.getRuntime().maxMemory()));
            if (total < LITTLE_MEMORY) {
                problem(out, "less than 4 GiB of memory; use a small --backbone and --batch-size");
            }
        }
    }

    private void disk(PrintWriter out) {
        Path cache = CacheDirectory.standard();
        try {
            Files.createDirectories(cache);
            long free = cache.toFile().getUsableSpace();
            out.printf(Locale.ROOT, "cache     %s, %.1f GiB free%n", cache, gibibytes(free));
            if (!Files.isWritable(cache)) {
                problem(out, "the cache folder is read-only; use --cache DIR");
            }
            if (free < LITTLE_DISK) {
                problem(out, "less than 2 GiB of disk left for the cache; use --cache DIR");
            }
        } catch (IOException e) {
            problem(out, "the cache folder " + cache + " cannot be made: " + e.getMessage() + "; use --cache DIR");
        }
    }

    /** Says which pretrained weights are here, and what adapt can choose from. */
    void weights(PrintWriter out, Path cache) {
        out.println("weights   " + cache.resolve(WeightsChoice.FOLDER));
        try {
            for (WeightsAtHand one : WeightsAtHand.in(cache)) {
                out.println("          " + one.backbone() + ": " + one.weights() + ", licence "
                        + one.licence().orElse("not stated"));
            }
            out.println("adapt     chooses from "
                    + GuidedAdaptation.NETWORKS.stream()
                            .map(name ->
                                    name + (WeightsAtHand.isIn(cache, Backbones.of(name)) ? "" : " (to be downloaded)"))
                            .collect(Collectors.joining(", ")));
        } catch (BiwaaException e) {
            problem(out, e.getMessage());
        }
    }

    private void problem(PrintWriter out, @Nullable String text) {
        problems++;
        out.println("! " + text);
    }

    private static double gibibytes(long bytes) {
        return bytes / (double) (1L << 30);
    }
}
