package io.github.biwaa.cli.hostile;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lists, configurations and descriptions of models with every defect. */
final class HostileTexts {
    /** Pictures that are there, as a list names them. */
    private static final String GOOD = "box/0.png 0\nring/0.png 1\nstroke/0.png 2\n";

    private HostileTexts() {}

    static List<HostileInput> lists() {
        List<HostileInput> all = numbered(
                "list",
                ".txt",
                "",
                "\n\n\r\n",
                "# nothing\n",
                "\uFEFF",
                "box/0.png 0\n",
                "box/0.png 0\nring/0.png\n",
                "box/0.png\nring/0.png 1\n",
                "box/0.png\nring/0.png\n",
                GOOD + "\0\0j\n",
                GOOD + "b\0x/0 1\n",
                GOOD + "box/0.png -1\n",
                GOOD + "box/0.png +-1\n",
                GOOD + "box/0.png 100000\n",
                GOOD + "box/0.png 99999999999999999999\n",
                GOOD + "box/0.png 1.5\n",
                GOOD + "box/0.png 1e3\n",
                GOOD + "box/0.png 0x1\n",
                GOOD + "box/0.png one\n",
                GOOD + "box/0.png 1 2\n",
                GOOD + "box/0.png,1\n",
                GOOD + "box/0.txt 1\n",
                GOOD + "box/0 1\n",
                GOOD + ".png 1\n",
                GOOD + "box/ 1\n",
                GOOD + "1\n",
                GOOD + "box/absent.png 0\n",
                GOOD + "box/absent.png 0\nring/absent.png 1\n",
                GOOD + "box/\0.png 0\n",
                GOOD + "../box/0.png 0\n",
                GOOD + "box/../box/0.png 0\n",
                GOOD + "/etc/passwd.png 0\n",
                GOOD + "//server/share/0.png 0\n",
                GOOD + "http://127.0.0.1/0.png 0\n",
                GOOD + "file:///etc/0.png 0\n",
                GOOD + "$(touch here).png 0\n",
                GOOD + "`id`.png 0\n",
                GOOD + "a".repeat(5000) + ".png 0\n",
                GOOD + "a/".repeat(3000) + "0.png 0\n",
                GOOD + "a.png" + " ".repeat(1 << 20) + "b c\n",
                GOOD + "a.png" + " ,;".repeat(1 << 19) + "b, c\n",
                "\t".repeat(1 << 20) + "x\n" + GOOD,
                ", ".repeat(1 << 19) + "x\n" + GOOD,
                "\"".repeat(1 << 20) + "x\n" + GOOD,
                "<html><body>404</body></html>\n",
                "{\"box/0.png\": 0}\n",
                "PK\3\4 archive\n");
        Charset[] others = {StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1};
        for (Charset other : others) {
            all.add(new HostileInput("list-" + other.name() + ".txt", (GOOD + "box/Kühl.png 0\n").getBytes(other)));
        }
        return all;
    }

    static List<HostileInput> configurations() {
        StringBuilder laughs = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char name = 'b'; name < 'k'; name++) {
            laughs.append(String.format(
                    "%1$s: &%1$s [*%2$s, *%2$s, *%2$s, *%2$s, *%2$s, *%2$s, *%2$s]\n", name, (char) (name - 1)));
        }
        return numbered(
                "settings",
                ".yaml",
                "itertions: 5\n",
                "Iterations: 5\n",
                "resume: true\n",
                "overwrite: true\n",
                "config: other.yaml\n",
                "iterations: [1, 2]\n",
                "iterations: {a: 1}\n",
                "iterations:\n",
                "iterations: 1.5\n",
                "iterations: many\n",
                "iterations: true\n",
                "iterations: -5\n",
                "iterations: 0\n",
                "iterations: 99999999999999999999\n",
                "iterations: " + "9".repeat(1_000_000) + "\n",
                "lr: .nan\n",
                "lr: -1\n",
                "lr: 1e999\n",
                "method: adda\n",
                "backbone: resnet51\n",
                "on-nan: ignore\n",
                "precision: float8\n",
                "iterations: 1\niterations: 2\n",
                "just words\n",
                "- a\n- b\n",
                "5\n",
                "a: [\n",
                "a: \"open\n",
                "a: b: c\n",
                "\titerations: 5\n",
                "iterations: *missing\n",
                "iterations: &a [*a]\n",
                "iterations: !!java.net.URL [http://127.0.0.1/]\n",
                "iterations: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]\n",
                "!!java.lang.Runtime {}\n",
                "? [a, b]\n: c\n",
                "%YAML 9.9\n---\niterations: 5\n",
                "--- a\n--- b\n",
                "[".repeat(5000),
                "{a: ".repeat(5000),
                "\0",
                laughs.toString(),
                "# " + "x".repeat(2 << 20) + "\niterations: 5\n");
    }

    static List<HostileInput> models() {
        String good =
                "{\"format\": 1, \"method\": \"dann\", \"backbone\": \"lenet\", \"bottleneckWidth\": 256, \"featureScale\": 1.0,"
                        + " \"embeddingWidth\": 0, \"classes\": [\"a\", \"b\"], \"preprocessing\": {\"resize\": 32, \"crop\": 28, \"channels\": 1,"
                        + " \"applyOrientation\": true}, \"views\": \"CENTRE\", \"startingWeights\": {\"name\": \"none\", \"sha256\": null},"
                        + " \"version\": \"0.1.0\"}";
        return numbered(
                "model",
                ".json",
                "",
                "null",
                "[]",
                "7",
                "{}",
                good.substring(0, good.length() / 2),
                good.replace("\"format\": 1", "\"format\": 99"),
                good.replace("\"format\": 1", "\"format\": \"one\""),
                good.replace("lenet", "com.evil.Backbone"),
                good.replace("lenet", "../../lenet"),
                good.replace("256", "-256"),
                good.replace("256", "2147483647"),
                good.replace("[\"a\", \"b\"]", "[]"),
                good.replace("[\"a\", \"b\"]", "null"),
                good.replace("[\"a\", \"b\"]", "{\"@class\": \"java.lang.Runtime\"}"),
                good.replace("\"resize\": 32", "\"resize\": 2000000000"),
                good.replace("\"channels\": 1", "\"channels\": 0"),
                good.replace("CENTRE", "NOWHERE"),
                "{\"a\":".repeat(50_000),
                "[".repeat(50_000));
    }

    private static List<HostileInput> numbered(String name, String ending, String... texts) {
        List<HostileInput> all = new ArrayList<>();
        for (String text : texts) {
            all.add(new HostileInput(name + "-" + all.size() + ending, text.getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }
}
