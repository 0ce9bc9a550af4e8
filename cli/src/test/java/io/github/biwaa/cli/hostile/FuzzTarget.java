package io.github.biwaa.cli.hostile;

import io.github.biwaa.array.ArrayFiles;
import io.github.biwaa.array.StoredArray;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.EmbeddingReader;
import io.github.biwaa.data.PictureReader;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.torch.file.WeightFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;

/** The readers of files that come from elsewhere, and whole files to begin with. */
enum FuzzTarget {
    SAFETENSORS(
            "fuzz.safetensors",
            "\"dtype\":\"F32\"",
            "\"shape\":[",
            "\"data_offsets\":[0,4]",
            "\"__metadata__\":{",
            "F64",
            "BF16",
            "I64",
            "BOOL",
            "[[[[",
            "\"a\":") {
        @Override
        List<byte[]> seeds() {
            List<byte[]> seeds = new ArrayList<>(
                    resources("golden", "a3_semantic_matching.safetensors", "a2_schedules.safetensors"));
            try (PointerScope scope = new PointerScope()) {
                Map<String, org.bytedeco.pytorch.Tensor> tensors = new LinkedHashMap<>();
                tensors.put("a.weight", Tensors.of(new float[] {1, 2, 3, 4}, 2, 2));
                tensors.put("b", Tensors.of(new long[] {1, 2}, 2));
                tensors.put("c", Tensors.of(new double[0], 0, 3));
                Path file = Files.createTempFile("seed", ".safetensors");
                Safetensors.write(file, tensors, Map.of("key", "value"));
                seeds.add(Files.readAllBytes(file));
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return seeds;
        }

        @Override
        void read(Path file) {
            Safetensors.read(file).close();
        }
    },

    NPY(
            "fuzz.npy",
            "'descr': '<f4'",
            "'fortran_order': True",
            "'shape': (",
            "|b1",
            ">i8",
            "<f2",
            "O",
            "(1,)",
            ", ",
            "\u0093NUMPY\2\0") {
        @Override
        List<byte[]> seeds() {
            return matching("arrays", ".npy");
        }

        @Override
        void read(Path file) {
            RuntimeException first = null;
            try {
                readAll(file);
            } catch (io.github.biwaa.BiwaaException refused) {
                first = refused;
            }
            // The second reader must hold as well, whatever the first says.
            try (PointerScope scope = new PointerScope()) {
                Npy.read(file);
            }
            if (first != null) {
                throw first;
            }
        }
    },

    PTH(
            "fuzz.pth",
            "ctorch\nFloatStorage\n",
            "ccollections\nOrderedDict\n",
            "ctorch._utils\n_rebuild_tensor_v2\n",
            "cos\nsystem\n",
            "(",
            "t",
            "Q",
            "R",
            "}",
            "]",
            "q\0",
            "h\0",
            "\u0085",
            "\u008a\u0008",
            "X\4\0\0\0",
            "PK\1\2",
            "PK\3\4",
            "PK\5\6") {
        @Override
        List<byte[]> seeds() {
            return matching("pytorch", ".pth");
        }

        @Override
        void read(Path file) {
            try (StateDict read = WeightFiles.read(file)) {
                read.names();
            }
        }
    },

    LIST(
            "fuzz.txt",
            " 0\n",
            " 1\n",
            "\r\n",
            "../",
            "/",
            "#",
            "\u00ef\u00bb\u00bf",
            "a.jpg",
            "b.png 2",
            "\t",
            "99999",
            "\\",
            "\0",
            "C:") {
        @Override
        List<byte[]> seeds() {
            return texts(
                    "a.jpg 0\nb.png 1\nsub/c d.jpeg 2\n# a remark\n\ne.bmp 0\n",
                    "a.jpg\nb.png\n",
                    "\uFEFFa.jpg\t0\r\nb.png\t1\r\n",
                    "one/a.jpg 0\ntwo/b.jpg 1\ntwo/c.jpg 1\n");
        }

        @Override
        void read(Path file) {
            try {
                PictureReader.readTarget(DomainLocation.of(file), List.of("one", "two"), true);
            } finally {
                PictureReader.readSource(DomainLocation.of(file), false);
            }
        }
    },

    CONFIGURATION(
            "fuzz.yaml",
            "&a ",
            "*a",
            "*b",
            ": ",
            "\n  ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "? ",
            "!!",
            "!!java.net.URL",
            "<<: ",
            "---\n",
            "...\n",
            "|\n",
            ">\n",
            "'",
            "\"",
            "%YAML 1.2\n",
            "lr: ",
            "source: ",
            "\\u0000",
            "~",
            "0x",
            "1e999",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{") {
        @Override
        List<byte[]> seeds() {
            return texts(
                    "source: photos\ntarget: 'sketches'\nmethod: biwaa\nlr: 0.001\nruns: 3\nbackbone: resnet50\n",
                    "lr: &a 0.5\nramp: *a\n",
                    "{source: a, target: \"b\\n\", seed: 0x10, skip-broken: true}\n",
                    "%YAML 1.2\n---\niterations: |\n  5\nweights: >-\n  none\n...\n");
        }

        @Override
        void read(Path file) {
            TrainingConfiguration.read(file);
        }
    },

    NPZ("fuzz.npz", "PK\1\2", "PK\3\4", "PK\5\6", "x.npy", "y.npy", "'shape': (") {
        @Override
        List<byte[]> seeds() {
            return matching("arrays", ".npz");
        }

        @Override
        void read(Path file) {
            readEmbeddings(file);
        }
    },

    MATLAB("fuzz.mat", "MATLAB 5.0", "\0\1IM", "\16\0\0\0", "\17\0\0\0", "\7\0\0\0", "\11\0\0\0", "fts", "labels") {
        @Override
        List<byte[]> seeds() {
            return matching("arrays", ".mat");
        }

        @Override
        void read(Path file) {
            readEmbeddings(file);
        }
    },

    TABLE("fuzz.csv", ",", ";", "\t", "\"", "\"\"", "label", "nan", "-inf", "1e39", "0x1p3", "\n", "\r", "#") {
        @Override
        List<byte[]> seeds() {
            return texts(
                    "a,b,label\n1,2,x\n3,4,y\n",
                    "0;1;label\n.5;-1e3;0\n1;2;1\n",
                    "\"a\",\"b,\"\"\",label\n1,2,\"x\"\n2,3,z\n");
        }

        @Override
        void read(Path file) {
            readEmbeddings(file);
        }
    },

    MODEL(
            "model.json",
            "null",
            "{}",
            "[]",
            "\"\"",
            "true",
            "1e9",
            "-1",
            "\"resnet50\"",
            "[[[[",
            "{\"a\":",
            "2147483647") {
        @Override
        List<byte[]> seeds() {
            return texts("""
                {"format": 1, "method": "dann", "backbone": "lenet", "bottleneckWidth": 256, "featureScale": 1.0, "embeddingWidth": 0,
                "classes": ["a", "b"], "preprocessing": {"resize": 32, "crop": 28, "channels": 1, "applyOrientation": true},
                "views": "CENTRE", "startingWeights": {"name": "none", "url": null, "sha256": null}, "version": "0.1.0"}
                """);
        }

        @Override
        void read(Path file) {
            ModelFolder.describe(file.getParent());
        }
    },

    PICTURE(
            "fuzz.jpg",
            "\u00ff\u00d8",
            "\u00ff\u00c0",
            "\u00ff\u00c4",
            "\u00ff\u00da",
            "IHDR",
            "IDAT",
            "IEND",
            "PLTE",
            "VP8L",
            "VP8X",
            "ANIM",
            "GIF89a",
            "BM") {
        @Override
        List<byte[]> seeds() {
            return Stream.of(".jpg", ".png", ".gif", ".bmp", ".webp")
                    .flatMap(suffix -> matching("golden/pictures", suffix).stream())
                    .toList();
        }

        @Override
        void read(Path file) {
            new ImageDecoder(LARGEST_PICTURE).decode(file, true);
        }
    };

    /** Fuzzing is about surprises, not about how long large pictures take. */
    private static final long LARGEST_PICTURE = 1 << 20;

    private static final Path RESOURCES = Path.of("../core/src/test/resources");

    private final String fileName;
    private final List<String> words;

    FuzzTarget(String fileName, String... words) {
        this.fileName = fileName;
        this.words = List.of(words);
    }

    /** @return what its files are called */
    String fileName() {
        return fileName;
    }

    /** @return what stands in files of its kind */
    List<String> words() {
        return words;
    }

    /** @return whole files */
    abstract List<byte[]> seeds();

    /** Reads a file and lets go of what was read. Nothing but a {@link io.github.biwaa.BiwaaException} may come out. */
    abstract void read(Path file);

    private static void readAll(Path file) {
        for (StoredArray array : ArrayFiles.list(file).arrays()) {
            array.described();
            array.read(value -> {});
        }
    }

    private static void readEmbeddings(Path file) {
        EmbeddingReader.read(DomainLocation.of(file), DomainLocation.of(file)).close();
    }

    private static List<byte[]> texts(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> resources(String folder, String... names) {
        return Stream.of(names)
                .map(name -> bytes(RESOURCES.resolve(folder).resolve(name)))
                .toList();
    }

    private static List<byte[]> matching(String folder, String suffix) {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .map(FuzzTarget::bytes)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
