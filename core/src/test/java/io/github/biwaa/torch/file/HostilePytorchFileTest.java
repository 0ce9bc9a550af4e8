package io.github.biwaa.torch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch files from anywhere: nothing in them runs, every lie is answered with the file's name, and memory follows the file's size. */
class HostilePytorchFileTest {
    /** More than any pickle here needs, less than any lie. */
    private static final long LITTLE = 24 << 20;

    @TempDir
    Path folder;

    private static PickleBytes pickle() {
        return PickleBytes.protocol2();
    }

    private static Arguments lie(String what, PickleBytes pickle, String told) {
        return Arguments.of(what, pickle.end(), told);
    }

    /** A dictionary with one tensor, over a storage that holds 4 floats. */
    private static Arguments view(String what, long numel, long offset, long[] shape, long[] strides, String told) {
        return lie(
                what,
                pickle().operation('}')
                        .text("a")
                        .tensor("FloatStorage", numel, offset, shape, strides)
                        .operation('s'),
                told);
    }

    static Stream<Arguments> lies() {
        long huge = Long.MAX_VALUE;
        long[] one = {1};
        return Stream.of(
                view("a tensor beyond its storage", 4, 0, new long[] {5}, one, "reaches beyond the 4 numbers"),
                view("an offset beyond the storage", 4, 4, one, one, "reaches beyond"),
                view("an offset beyond the storage of nothing", 4, 5, new long[] {0}, one, "reaches beyond"),
                view("strides beyond the storage", 4, 0, new long[] {2, 2}, new long[] {3, 1}, "reaches beyond"),
                view("a negative offset", 4, -1, one, one, "whole number from 0"),
                view("a negative size", 4, 0, new long[] {-1}, one, "whole number from 0"),
                view("a negative stride", 4, 3, new long[] {4}, new long[] {-1}, "whole number from 0"),
                view("strides that overflow", 4, 0, new long[] {3}, new long[] {huge}, "too large"),
                view("an offset that overflows", 4, huge, new long[] {2}, one, "too large"),
                view("a shape that overflows", 4, 0, new long[] {1L << 32, 1L << 32}, new long[] {0, 0}, "too large"),
                view("an endless repetition", 4, 0, new long[] {1L << 40}, new long[] {0}, "2 GB"),
                view("more sizes than strides", 4, 0, new long[] {1, 1}, one, "as many of both"),
                view("twenty dimensions", 4, 0, new long[20], new long[20], "dimensions"),
                view("a storage of more than 2 GB", 1L << 40, 0, one, one, "2 GB"),
                view("a storage of overflowing size", huge, 0, one, one, "too large"),
                view("a storage of negative size", -4, 0, one, one, "whole number from 0"),
                view("a storage larger than its entry", 400_000_000, 0, one, one, "more bytes than the file has"),
                view("a storage a little larger than its entry", 5, 0, one, one, "has 16 bytes, expected 20"),
                view("a storage smaller than its entry", 2, 0, one, one, "has 16 bytes, expected 8"),
                lie("nothing", pickle(), "takes a value where there is none"),
                lie("a value left over", pickle().operations("NN"), "left over"),
                lie("a mark left open", pickle().operations("(N"), "left over"),
                lie("a mark never opened", pickle().operations("t"), "closes what it did not open"),
                lie("a pop from nothing", pickle().operations("N\u0086"), "takes a value where there is none"),
                lie("None", pickle().operation('N'), "but None"),
                lie("what was never stored", pickle().operations("h\u0007"), "recalls"),
                lie("an append to None", pickle().operations("NNa"), "no list"),
                lie("an entry of a list", pickle().operations("]NNs"), "no dictionary"),
                lie("an entry of None", pickle().operations("N").text("a").operations("Ns"), "no dictionary"),
                lie("a key without a value", pickle().operations("}(N").operation('u'), "without a value"),
                lie("a key that is a list", pickle().operations("}]Ns"), "neither texts nor numbers"),
                lie("a key that is a tuple", pickle().operations("})Ns"), "neither texts nor numbers"),
                lie("a call of a text", pickle().text("os.system").operations(")R"), "no function"),
                lie(
                        "a call of a storage type",
                        pickle().global("torch", "FloatStorage").operations(")R"),
                        "no function"),
                lie(
                        "a call without arguments",
                        pickle().global("collections", "OrderedDict").operations("NR"),
                        "no function"),
                lie(
                        "a tensor of nothing",
                        pickle().global("torch._utils", "_rebuild_tensor_v2").operations(")R"),
                        "without a storage"),
                lie(
                        "a parameter of nothing",
                        pickle().global("torch._utils", "_rebuild_parameter").operations(")R"),
                        "than a tensor"),
                lie("a size of nothing", pickle().global("torch", "Size").operations(")R"), "torch.Size"),
                lie(
                        "pairs of three",
                        pickle().global("collections", "OrderedDict")
                                .operations("](NNNtats")
                                .operations("R"),
                        "."),
                lie("attributes of None", pickle().operations("N}b"), "no dictionary"),
                lie("attributes that are none", pickle().operations("}Nb"), "attributes"),
                lie("something outside", pickle().text("file").operation('Q'), "no storage"),
                lie(
                        "a storage of an unknown type",
                        pickle().operations("(")
                                .text("storage")
                                .text("x")
                                .text("0")
                                .text("cpu")
                                .number(4)
                                .operations("tQ"),
                        "unknown type"),
                lie("a module", pickle().operations("(").text("module").operations("NNNtQ"), "a whole model"),
                lie(
                        "a storage described in two ways",
                        pickle().storage("FloatStorage", "0", 4).storage("DoubleStorage", "0", 4),
                        "in two ways"),
                lie("a text longer than the file", pickle().operation('X').int32(-1), "ends too early"),
                lie("a class name without an end", pickle().operations("c" + "a".repeat(2000)), "more than 1000 bytes"),
                lie("a class name with an escape", pickle().global("evil\u001b[2J", "x"), "evil?[2J.x"),
                lie(
                        "a text that is not UTF-8",
                        pickle().operation('U').operation(1).operation(0xff),
                        "UTF-8"),
                lie("eval", pickle().global("builtins", "eval"), "builtins.eval"),
                lie("Python 2's eval", pickle().global("__builtin__", "eval"), "__builtin__.eval"),
                lie("a dotted name", pickle().global("collections", "OrderedDict.fromkeys"), "OrderedDict.fromkeys"),
                lie("an instance", pickle().operations("(ios\nsystem\n"), "operation INST ('i')"),
                lie("an object", pickle().operations("(o"), "operation OBJ ('o')"),
                lie("a new object", pickle().operations("N)\u0081"), "operation NEWOBJ (0x81)"),
                lie("a global of the stack", pickle().operations("NN\u0093"), "operation STACK_GLOBAL (0x93)"),
                lie("an extension", pickle().operations("\u0082\u0001"), "operation EXT1 (0x82)"),
                lie("a copy of the top", pickle().operations("N2"), "operation DUP ('2')"),
                lie("no operation at all", pickle().operations("\u0013"), "operation 0x13,"),
                lie(
                        "another protocol",
                        new PickleBytes().operation(0x80).operation(5).operation('N'),
                        "protocol 5"),
                lie("a list within itself", pickle().operations("]q\u0000h\u0000a"), "but a list"),
                lie(
                        "a dictionary within itself",
                        pickle().operations("}q\u0000").text("a").operations("h\u0000s"),
                        "it holds a"),
                lie(
                        "a state dict within itself",
                        pickle().operations("}q\u0000").text("model").operations("h\u0000s"),
                        "model, which is a dictionary"),
                lie(
                        "a number as a name",
                        pickle().operations("}K\u0001")
                                .tensor("FloatStorage", 4, 0, one, one)
                                .operation('s'),
                        "have the name 1"),
                lie(
                        "a number among the tensors",
                        pickle().operation('}')
                                .text("a")
                                .tensor("FloatStorage", 4, 0, one, one)
                                .operation('s')
                                .text("b")
                                .operations("K\u0001s"),
                        "b, which is a single value"),
                lie("deep nesting", pickle().operations("(".repeat(100_000)), "takes a value where there is none"),
                lie("deep tuples", pickle().operations("N" + "\u0085".repeat(100_000)), "but a list"),
                lie("too many operations", pickle().operations("(" + ")".repeat(2_000_001)), "operations"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void liesInThePickleAreRefused(String what, byte[] pickle, String told) throws IOException {
        assertRefused(PickleBytes.zip(folder.resolve("hostile.pth"), pickle, new byte[16]), told);
    }

    /** A list of a million pairs is short in the file if it is stored once and handed over a thousand times. */
    @Test
    void workIsBounded() throws IOException {
        PickleBytes pickle = pickle().operations("(](");
        for (int i = 0; i < 30_000; i++) {
            pickle.operations("(K\u0001Nt");
        }
        pickle.operations("eq\u0000\u0085q\u0001");
        for (int i = 0; i < 100_000; i++) {
            pickle.global("collections", "OrderedDict").operations("h\u0001R");
        }
        assertRefused(
                PickleBytes.zip(
                        folder.resolve("hostile.pth"), pickle.operation('t').end(), new byte[16]),
                "operations");
    }

    /** The same numbers under a thousand names are read once. */
    @Test
    void tensorsThatShareAStorageTakeNoMoreMemory() throws IOException {
        PickleBytes pickle = pickle().operations("}(");
        for (int i = 0; i < 1000; i++) {
            pickle.text("tensor" + i).tensor("FloatStorage", 1 << 20, 0, new long[] {1 << 20}, new long[] {1});
        }
        Path file = PickleBytes.zip(
                folder.resolve("shared.pth"), pickle.operation('u').end(), new byte[4 << 20]);
        try (StateDict state = WeightFiles.read(file)) {
            assertThat(state.size()).isEqualTo(1000);
            assertThat(state.get("tensor999").data_ptr().address())
                    .isEqualTo(state.get("tensor0").data_ptr().address());
        }
    }

    @Test
    void compressedEntriesAreRefused() throws IOException {
        Path file = folder.resolve("bomb.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            PickleBytes.entry(
                    zip,
                    "archive/data.pkl",
                    pickle().operation('}')
                            .text("a")
                            .tensor("ByteStorage", 100 << 20, 0, new long[] {100 << 20}, new long[] {1})
                            .operation('s')
                            .end());
            zip.putNextEntry(new ZipEntry("archive/data/0"));
            for (int i = 0; i < 100; i++) {
                zip.write(new byte[1 << 20]);
            }
            zip.closeEntry();
        }
        assertThat(Files.size(file)).isLessThan(1 << 20);
        assertRefused(file, "more bytes than the file has");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(pickle().operation('}').end());
            zip.closeEntry();
        }
        assertRefused(file, "data.pkl is compressed");
    }

    @Test
    void archivesOfOtherKindsAreRefused() throws IOException {
        Path file = folder.resolve("other.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            PickleBytes.entry(zip, "readme.txt", new byte[3]);
        }
        assertRefused(file, "no data.pkl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            PickleBytes.entry(zip, "a/data.pkl", pickle().operation('}').end());
            PickleBytes.entry(zip, "b/data.pkl", pickle().operation('}').end());
        }
        assertRefused(file, "more than one data.pkl");
        byte[] pickle = pickle().operation('}')
                .text("a")
                .tensor("FloatStorage", 4, 0, new long[] {4}, new long[] {1})
                .operation('s')
                .end();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            PickleBytes.entry(zip, "a/data.pkl", pickle);
            PickleBytes.entry(zip, "a/byteorder", "big".getBytes());
            PickleBytes.entry(zip, "a/data/0", new byte[16]);
        }
        assertRefused(file, "little-endian");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            PickleBytes.entry(zip, "a/data.pkl", pickle);
        }
        assertRefused(file, "no entry a/data/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"network.zip.pth", "network.legacy.pth", "checkpoint-model.legacy.pth", "parts.legacy.pth"})
    void aFileCutOffAnywhereIsRefused(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(WeightFilesTest.resource(name));
        Path file = folder.resolve("cut.pth");
        for (int length = 0; length < bytes.length; length += 1 + length / 100) {
            Files.write(file, Arrays.copyOf(bytes, length));
            int cut = length;
            assertThatThrownBy(() -> WeightFiles.read(file).close())
                    .as("cut to %d bytes", cut)
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void numbersBeyondTheListedStoragesAreRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(WeightFilesTest.resource("network.legacy.pth"));
        Path file = folder.resolve("longer.pth");
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertRefused(file, "its storages end at byte " + bytes.length);
    }

    /** Random damage is either refused in words or, where it hits numbers or names, read as tensors. */
    @ParameterizedTest
    @ValueSource(strings = {"network.zip.pth", "network.legacy.pth", "views.legacy.pth", "checkpoint-model.zip.pth"})
    void randomDamageNeverEndsInAnotherError(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(WeightFilesTest.resource(name));
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = bytes.clone();
            for (int hit = 0; hit <= i % 3; hit++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("damaged" + i + ".pth"), damaged);
            try (StateDict read = WeightFiles.read(file)) {
                assertThat(read.size()).isLessThanOrEqualTo(10);
            } catch (BiwaaException expected) {
                assertThat(expected).hasMessageContaining(file.toString());
                refused++;
            }
            Files.delete(file);
        }
        assertThat(refused).isGreaterThan(100);
    }

    private void assertRefused(Path file, String told) {
        Runtime runtime = Runtime.getRuntime();
        long heapBefore = runtime.totalMemory() - runtime.freeMemory();
        assertThatThrownBy(() -> WeightFiles.read(file).close())
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(told);
        if (!told.equals("operations")) {
            assertThat(runtime.totalMemory() - runtime.freeMemory() - heapBefore)
                    .as("bytes of heap")
                    .isLessThan(LITTLE);
        }
    }
}
