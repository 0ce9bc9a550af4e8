package io.github.biwaa.benchmark.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.Methods;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipesTest {

    /** docs/method.md, and the data sets' own papers for the others. */
    @ParameterizedTest
    @CsvSource({
        "office31, 31, 6, amazon 2817 dslr 498 webcam 795",
        "office-home, 65, 12, Art 2427 Clipart 4365 Product 4439 RealWorld 4357",
        "domainnet, 40, 12, real 16141 clipart 3707 painting 6727 sketch 5537",
        "office-caltech10, 10, 12, amazon 958 caltech 1123 dslr 157 webcam 295",
        "pacs, 7, 12, art_painting 2048 cartoon 2344 photo 1670 sketch 3929",
        "office31-gsde, 31, 6, amazon 2817 dslr 498 webcam 795",
        "office-home-gsde, 65, 12, Art 2427 Clipart 4365 Product 4439 RealWorld 4357",
        "domainnet-gsde, 40, 12, real 16141 clipart 3707 painting 6727 sketch 5537",
        "office-home-clip, 65, 12, Art 2427 Clipart 4365 Product 4439 RealWorld 4357",
        "visda2017, 12, 1, synthetic 152397 real 55388",
        "digits, 10, 3, mnist 60000 usps 7291 svhn 73257",
    })
    void benchmarksHaveTheirKnownSizes(String name, int classes, int tasks, String sizes) {
        Recipe recipe = Recipes.named(name);
        assertThat(recipe.classes()).hasSize(classes);
        assertThat(recipe.tasks()).hasSize(tasks);
        StringBuilder found = new StringBuilder();
        recipe.domains().forEach(domain -> found.append(domain.name() + " " + domain.size() + " "));
        assertThat(found.toString().strip()).isEqualTo(sizes);
        assertThat(recipe.seeds()).containsExactly(42L, 43L, 44L);
        recipe.methods().forEach(method -> assertThat(Methods.named(method)).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"office31", "office-home", "domainnet"})
    void thePapersBenchmarksHoldThePapersNumbers(String name) {
        Map<String, String> settings = Recipes.named(name).settings();
        assertThat(settings)
                .containsEntry("backbone", "resnet50")
                .containsEntry("bottleneck", "256")
                .containsEntry("lambda", "10")
                .containsEntry("batch-size", "36")
                .containsEntry("iterations", "5004")
                .containsEntry("runs", "10")
                .containsEntry("lr", "0.001")
                .containsEntry("ramp", "20000")
                .containsEntry("prior-horizon", "500")
                .containsEntry("prior-decay", "0.8")
                .containsEntry("label-update", "0.9")
                .containsEntry("views", "ten-crop")
                .containsEntry("exif-orientation", "false");
    }

    @Test
    void twoTasksOfOffice31LearnMoreSlowly() {
        Recipe recipe = Recipes.named("office31");
        for (BenchmarkTask task : recipe.tasks()) {
            boolean slow = List.of("A2D", "D2W").contains(task.id());
            assertThat(recipe.settings(task)).containsEntry("lr", slow ? "0.0003" : "0.001");
        }
        assertThat(recipe.task("a2w").source().name()).isEqualTo("amazon");
        assertThat(recipe.task("a2w").target().name()).isEqualTo("webcam");
    }

    @Test
    void classesComeInTheDocumentedOrder() {
        for (String sorted : List.of("office31", "office-caltech10", "pacs", "visda2017", "digits")) {
            assertThat(Recipes.named(sorted).classes()).isSorted();
        }
        assertThat(Recipes.named("office-home").classes()).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
        assertThat(Recipes.named("domainnet").classes()).startsWith("airplane").endsWith("drums", "donut");
    }

    @Test
    void publishedRowsStandUnderTheirProtocol() {
        Recipe recipe = Recipes.named("office31");
        PublishedRows own = recipe.published().get(0);
        assertThat(own.protocol()).contains("this recipe");
        assertThat(own.rows()).containsExactly(new PublishedRows.Row("BIWAA", 90.5, ""));
        assertThat(recipe.published().get(2).protocol()).contains("best epoch by target labels");
    }

    /** What the successor's protocol changes, and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"office31", "office-home", "domainnet"})
    void theSuccessorsRecipesAreThePapersButForItsNumbers(String name) {
        Recipe paper = Recipes.named(name);
        Recipe successor = Recipes.named(name + "-gsde");
        assertThat(successor.methods()).containsExactly("gsde");
        assertThat(successor.tasks()).isEqualTo(paper.tasks());
        for (BenchmarkTask task : paper.tasks()) {
            Map<String, String> expected = paper.settings(task);
            expected.remove("label-update");
            expected.putAll(Map.of(
                    "runs", "5", "expand-quota", "global", "expand-scores", "combined", "expand-features", "softmax"));
            assertThat(successor.settings(task)).isEqualTo(expected);
        }
        assertThat(successor.published().get(0).rows().get(0).method()).isEqualTo("GSDE");
        assertThat(successor.text()).startsWith("#").contains("like: " + name + "\n");
    }

    @Test
    void aFileMayBeginWithARecipe(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, "like: office31-gsde\ntitle: Mine\nsettings: {lr: 0.01, runs: null}\ntasks: [A2W]\n");
        Recipe mine = Recipes.named(file.toString());
        assertThat(mine.title()).isEqualTo("Mine");
        assertThat(mine.settings())
                .containsEntry("lr", "0.01")
                .containsEntry("batch-size", "36")
                .doesNotContainKeys("runs", "label-update");
        assertThat(mine.classes()).hasSize(31);
    }

    @Test
    void whatIsWrongIsNamed(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> Recipes.named("office32"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("office31, office-home");
        assertThatThrownBy(() -> Recipes.named("office31").task("A2X"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("A2W");
        String good = Recipes.named("visda2017").text();
        assertRefused(folder, good.replace("title:", "titel:"), "titel: unknown");
        assertRefused(folder, "like: office32", "like: office32, expected one of office31");
        assertRefused(folder, "like: office31\nclasses: null", "classes");
        assertRefused(folder, good.replace("[S2R]", "[S2Q]"), "S2Q is not made of two domains");
        assertRefused(folder, good.replace("14309, ", ""), "11 numbers for 12 classes");
        assertRefused(folder, good.replace("14309, ", "many, "), "many, expected a number");
        assertRefused(folder, good.replace("aeroplane, ", "truck, "), "classes");
        assertRefused(folder, good.replace("tasks: [S2R]", "tasks: S2R"), "tasks: expected a list");
        assertRefused(folder, good.replace("name: synthetic", "name: Real"), "two are called real");
        assertRefused(folder, good.replace("name: synthetic", "name: ../../evil"), "'../../evil', expected letters");
        assertRefused(folder, good.replace("name: synthetic", "name: /evil"), "'/evil', expected letters");
        assertRefused(folder, good.replace("  S:", "  ../S:"), "'../S', expected letters");
        assertRefused(folder, "- 1", "key: value");
        assertRefused(folder, "title: [", "not valid YAML");
        Path own = Files.writeString(folder.resolve("own.yaml"), good);
        assertThat(Recipes.named(own.toString()).name()).isEqualTo("own");
    }

    private static void assertRefused(Path folder, String text, String why) throws Exception {
        Path file = Files.writeString(folder.resolve("broken.yaml"), text);
        assertThatThrownBy(() -> Recipes.named(file.toString()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(why);
    }
}
