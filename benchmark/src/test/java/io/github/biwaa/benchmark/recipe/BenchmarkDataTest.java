package io.github.biwaa.benchmark.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkDataTest {
    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "office31, amazon, amazon/images, back_pack, bike_helmet",
        "office31, amazon, amazon, back_pack, bike_helmet",
        "office31, amazon, office31/Amazon/images, back_pack, Bike Helmet",
        "office-home, RealWorld, Real World, Alarm_Clock, TV",
        "office-home, RealWorld, Real_World, Alarm_Clock, TV",
        "office-home, RealWorld, RealWorld, Alarm_Clock, TV",
        "office-home, RealWorld, OfficeHomeDataset_10072016/Real World, Alarm_Clock, TV",
        "office-caltech10, caltech, caltech, backpack, touring-bike",
        "office-caltech10, caltech, office_caltech_10/caltech10, 003.backpack, 224.touring-bike",
        "visda2017, synthetic, train, train, truck",
        "digits, mnist, MNIST, 0, 9",
    })
    void layoutsFoundInTheWildAreRecognised(
            String benchmark, String domain, String folder, String firstClass, String secondClass) throws IOException {
        Recipe recipe = Recipes.named(benchmark);
        picture(folder + "/" + secondClass + "/b.jpg");
        picture(folder + "/" + firstClass + "/a.jpg");
        FoundDomain found = new BenchmarkData(recipe, root).find(recipe.domain(domain));
        FolderNames names = new FolderNames(recipe);
        assertThat(found.pictures()).hasSize(2);
        assertThat(found.pictures().get(0).path()).isEqualTo(Path.of(folder, firstClass, "a.jpg"));
        assertThat(found.pictures().get(0).label().getAsInt())
                .isEqualTo(names.classOf(firstClass).getAsInt())
                .isLessThan(found.pictures().get(1).label().getAsInt());
        assertThat(found.usable()).isFalse();
    }

    @Test
    void whatIsMissingIsNamedWithNumbers() throws IOException {
        Recipe recipe = Recipes.named("office31");
        picture("dslr/images/bike/1.jpg");
        for (int i = 0; i < 25; i++) {
            picture("dslr/images/bike_helmet/" + i + ".jpg");
        }
        List<String> differences =
                new BenchmarkData(recipe, root).find(recipe.domain("dslr")).differences();
        assertThat(differences)
                .hasSize(31)
                .contains(
                        "dslr: class bike has 1 pictures, 20 fewer than the published 21.",
                        "dslr: class bike_helmet has 25 pictures, 1 more than the published 24.",
                        "dslr: class mug is missing, expected 8 pictures in " + root.resolve("dslr/images") + ".");
        assertThat(new BenchmarkData(recipe, root).find(recipe.domain("amazon")).differences())
                .singleElement()
                .asString()
                .contains("amazon: not found in " + root);
        assertThatThrownBy(() -> new BenchmarkLists(recipe, root.resolve("lists"))
                        .write(new BenchmarkData(recipe, root), recipe.domain("dslr"), Optional.empty(), false))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("class mug is missing")
                .hasMessageContaining("docs/datasets.md");
        assertThatThrownBy(() -> new BenchmarkData(recipe, root.resolve("nowhere")))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("amazon, dslr, webcam");
    }

    @Test
    void domainNetNeedsItsLists() throws IOException {
        Recipe recipe = Recipes.named("domainnet");
        picture("clipart/airplane/clipart_002_000001.jpg");
        BenchmarkData data = new BenchmarkData(recipe, root);
        assertThat(data.find(recipe.domain("clipart")).differences())
                .singleElement()
                .asString()
                .contains("Expected clipart_train_mini.txt or clipart_train.txt");
        Files.createDirectories(root.resolve("splits"));
        Files.writeString(
                root.resolve("splits/clipart_train.txt"),
                "clipart/airplane/clipart_002_000001.jpg 1\nclipart/axe/clipart_011_000001.jpg 10\n"
                        + "clipart/airplane/clipart_002_000002.jpg 1\n");
        FoundDomain found = data.find(recipe.domain("clipart"));
        assertThat(found.pictures()).hasSize(1);
        assertThat(found.pictures().get(0).label()).hasValue(0);
        assertThat(found.differences().get(0)).contains("line 3", "clipart_002_000002.jpg", "not there");
    }

    @Test
    void folderNamesAreOneHoweverTheyAreWritten() {
        assertThat(List.of("Real World", "Real_World", "real-world", "REALWORLD"))
                .allSatisfy(name -> assertThat(FolderNames.plain(name)).isEqualTo("realworld"));
        assertThat(FolderNames.plain("003.backpack")).isEqualTo("backpack");
        assertThat(FolderNames.plain("3")).isEqualTo("3");
    }

    private void picture(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }
}
