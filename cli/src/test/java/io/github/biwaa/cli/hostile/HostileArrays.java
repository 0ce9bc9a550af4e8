package io.github.biwaa.cli.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Weight files and embeddings whose headers lie, that are cut off, or that would run something. */
final class HostileArrays {
    private static final Path RESOURCES = Path.of("../core/src/test/resources");

    private HostileArrays() {}

    static List<HostileInput> weights() {
        List<HostileInput> all = new ArrayList<>();
        String[] headers = {
            tensor("F32", "[1000000,1000]", "[0,4]"),
            tensor("F32", "[250000000]", "[0,1000000000]"),
            tensor("F64", "[4294967296,4294967296]", "[0,0]"),
            tensor("F32", "[4611686018427387904,4]", "[0,0]"),
            tensor("F32", "[18446744073709551617]", "[0,4]"),
            tensor("F32", "[-1]", "[0,4]"),
            tensor("F32", "[1.5]", "[0,4]"),
            tensor("F32", "[\"1\"]", "[0,4]"),
            tensor("F32", "[1]", "[4,0]"),
            tensor("F32", "[1]", "[0]"),
            tensor("F32", "4", "[0,4]"),
            tensor("F32", "[1" + ",1".repeat(999) + "]", "[0,4]"),
            tensor("F128", "[1]", "[0,4]"),
            tensor("F32", "[" + "9".repeat(100_000) + "]", "[0,4]"),
            tensor("F32", "[1]", "[4,8]"),
            tensor("F32", "[1]", "[0,4]")
                    .replace("}}", "},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}"),
            tensor("F32", "[1]", "[0,4]"),
            "{\"a\":7}",
            "[1,2]",
            "{}",
            "        ",
            "{\"a\":{",
            "[".repeat(100_000),
            "{\"a\":".repeat(50_000)
        };
        for (String header : headers) {
            all.add(safetensors(all.size(), header.length(), header));
        }
        for (long length : new long[] {0, 1, 99_999_999, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            all.add(safetensors(all.size(), length, headers[16]));
        }
        String[] pickles = {
            "cos\nsystem\n(X\5\0\0\0touchtR.",
            "c__builtin__\neval\n(X\1\0\0\0" + "1tR.",
            "cbuiltins\nexec\n(X\0\0\0\0tR.",
            "csubprocess\nPopen\n(](X\2\0\0\0idetR.",
            "(ios\nsystem\n.",
            "ccollections\nOrderedDict\n(tR.",
            "N.",
            "}.",
            "X\377\377\377\377",
            "(".repeat(100_000),
            "(" + ")".repeat(2_000_001),
            ""
        };
        for (String pickle : pickles) {
            byte[] bytes = ("\200\2" + pickle).getBytes(StandardCharsets.ISO_8859_1);
            all.add(new HostileInput("bare-" + all.size() + ".pth", bytes));
            all.add(new HostileInput("zip-" + all.size() + ".pth", zip("archive/data.pkl", bytes)));
        }
        for (String name : new String[] {
            "command.legacy",
            "command.zip",
            "whole-model.zip",
            "torchscript.zip",
            "sparse.zip",
            "no-tensors.zip",
            "list.zip"
        }) {
            all.add(new HostileInput(name + ".pth", resource("pytorch/" + name + ".pth")));
        }
        for (String name : new String[] {"network.zip", "network.legacy"}) {
            byte[] whole = resource("pytorch/" + name + ".pth");
            for (int part = 0; part < 4; part++) {
                all.add(new HostileInput(
                        "cut-" + part + "-" + name + ".pth", Arrays.copyOf(whole, part * whole.length / 4)));
            }
        }
        return all;
    }

    static List<HostileInput> embeddings() {
        List<HostileInput> all = new ArrayList<>();
        String[] headers = {
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 1), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 0), }",
            "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1, 2), }",
            "{'descr': '<c8', 'fortran_order': False, 'shape': (1, 1), }",
            "{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }",
            "{'descr': '<f4', 'shape': (1, 2)}",
            "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
            "__import__('os').system('true')",
            "((((((((((((((((((((((((",
            ""
        };
        for (String header : headers) {
            byte[] npy = npy(header);
            all.add(new HostileInput("lie-" + all.size() + ".npy", npy));
            all.add(new HostileInput("lie-" + all.size() + ".npz", zip("features.npy", npy)));
        }
        for (String name : new String[] {"features-f4.npy", "labels-object.npy", "packed.npz", "whole.mat"}) {
            byte[] whole = resource("arrays/" + name);
            for (int part = 0; part < 3; part++) {
                all.add(new HostileInput("cut-" + part + "-" + name, Arrays.copyOf(whole, part * whole.length / 3)));
            }
        }
        String[] tables = {
            "", "\n", "a,b,label\n", "a,b,label\n1,x,0\n", "a,b,label\n1,2\n", "a,b,label\n\"1,2,0\n", "label\nx\n"
        };
        for (String table : tables) {
            all.add(new HostileInput("table-" + all.size() + ".csv", table.getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }

    private static String tensor(String type, String shape, String offsets) {
        return "{\"a\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }

    private static HostileInput safetensors(int number, long length, String header) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return new HostileInput(
                "lie-" + number + ".safetensors",
                ByteBuffer.allocate(8 + text.length + 4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .put(text)
                        .array());
    }

    private static byte[] npy(String header) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(10 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        return file.putShort((short) text.length).put(text).array();
    }

    private static byte[] zip(String entry, byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] resource(String name) {
        try {
            return Files.readAllBytes(RESOURCES.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
