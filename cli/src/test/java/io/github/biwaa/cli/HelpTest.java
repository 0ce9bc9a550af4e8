package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.performance.DeviceCheck;
import io.github.biwaa.run.Versions;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Processor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the command says about itself. */
class HelpTest {

    @Test
    void theCommandNamesItsSubcommands() {
        CommandRun help = CommandRun.of("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("Usage: biwaa", "Exit codes: 0 done, 1 failed, 2 wrong usage", "--version");
        for (String subcommand : Biwaa.commandLine().getSubcommands().keySet()) {
            assertThat(help.out()).contains("\n  " + subcommand + " ");
        }
    }

    @Test
    void theVersionIsTheLibrarys() {
        assertThat(CommandRun.of("--version")).isEqualTo(new CommandRun(0, "biwaa " + Versions.biwaa() + "\n", ""));
    }

    /** Every flag of every subcommand has a description, and its help shows it. */
    @Test
    void everyFlagIsExplained() {
        Biwaa.commandLine().getSubcommands().forEach((name, command) -> {
            CommandRun help = CommandRun.of(name, "--help");
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).startsWith("Usage: biwaa " + name);
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(option.description()).as(option.longestName()).isNotEmpty();
                assertThat(help.out().replace("[no-]", "")).contains(option.longestName());
            }
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--source",
                "--target",
                "--method",
                "--backbone",
                "--weights",
                "--iterations",
                "--batch-size",
                "--runs",
                "--seed",
                "--lr",
                "--ramp",
                "--out",
                "--threads",
                "--config",
                "--json",
                "--cache",
                "--classes",
                "--skip-broken",
                "--target-unlabelled",
                "--prior-horizon",
                "--freeze",
                "--resume",
                "--overwrite"
            })
    void theNamesOthersScriptAgainst(String option) {
        assertThat(Biwaa.commandLine()
                        .getSubcommands()
                        .get("train")
                        .getCommandSpec()
                        .findOption(option))
                .isNotNull();
    }

    @Test
    void theHelpTellsTheDefaults() {
        // Where a line ends depends on the text before.
        String help = CommandRun.of("train", "--help").out().replaceAll("\\s+", " ");
        assertThat(help)
                .contains(
                        "(default: resnet50)",
                        "(default: biwaa)",
                        "(default: 3)",
                        "(default: 0.001; 0.00001 with adamw)",
                        "(default: 42)")
                .contains("4 x iterations", "iterations / 10")
                .contains("config.yaml, summary.json")
                .doesNotContain("${", "=<");
    }

    @Test
    void withoutASubcommandTheHelpIsShown() {
        CommandRun run = CommandRun.of();
        assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: biwaa", "train", "doctor");
    }

    @Test
    void theDoctorTellsAboutTheMachine() {
        CommandRun run = CommandRun.of("doctor");
        assertThat(run.out())
                .contains("biwaa     " + Versions.biwaa(), "platform  ", "java      " + Runtime.version())
                .containsPattern("libtorch  \\d+\\.\\d+")
                .containsPattern("threads   \\d+ of \\d+ processors")
                .contains("devices   cpu", "memory    ", "cache     ", "weights   ")
                .contains("adapt     chooses from resnet50");
        Processor.bfloat16Instructions().ifPresent(name -> assertThat(run.out()).contains("processor has " + name));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(run.out().contains("\n! ") ? 1 : 0);
        assertThat(run.out()).containsPattern(run.exitCode() == 0 ? "All is well\\." : "\\d+ problem");
    }

    /** The device without machine stands for a GPU that fails. That the processor passes is seen in DeviceCheckTest. */
    @Test
    void theDoctorTriesGpus() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        DoctorCommand doctor = new DoctorCommand();
        Map<Precision, Double> same = Map.of(Precision.FLOAT32, 0.0, Precision.BF16, 0.0, Precision.FLOAT64, 0.0);
        doctor.tell(out, new DeviceCheck(Device.CPU, true, false, same));
        assertThat(text.toString())
                .isEqualTo("cpu       views are the processor's, copies take their turn with computations, "
                        + "losses differ by 0e+00 in float32, 0e+00 in bf16, 0e+00 in float64"
                        + System.lineSeparator());
        doctor.check(out, Device.META);
        assertThat(text.toString()).contains("! meta cannot be used: ");
    }

    @Test
    void lackOfMemoryIsRecognisedHereAndOnAGpu() {
        assertThat(Biwaa.lacksMemory(new RuntimeException("CUDA out of memory. Tried to allocate 20.00 MiB.")))
                .isTrue();
        assertThat(Biwaa.lacksMemory(new RuntimeException("DefaultCPUAllocator: can't allocate memory: you tried")))
                .isTrue();
        assertThat(Biwaa.lacksMemory(new RuntimeException("out of luck"))).isFalse();
    }

    /** As the generator of the manual does. */
    @Test
    void theCommandCanBeMadeFromItsClass() {
        assertThat(new CommandLine(Biwaa.class).getSubcommands()).containsKeys("train", "predict");
    }
}
