package io.github.biwaa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.DataSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassRenamesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeTree() {
        new PictureTree(folder)
                .with("source/laptop_computer/1.jpg", "source/cup/1.jpg", "source/mug/1.jpg")
                .with("target/laptop/1.jpg", "target/mugs/1.jpg");
    }

    private Domains<Samples> read(String renames) {
        ClassRenames names = DataSettings.RENAME.parse(renames);
        return DomainReader.read(
                DomainLocation.of(folder.resolve("source")).withRenames(names),
                DomainLocation.of(folder.resolve("target")).withRenames(names),
                false);
    }

    @Test
    void foldersOfBothDomainsGetTheNamesOfClasses() {
        try (Samples source = read("laptop_computer=laptop,mugs=mug").source();
                Samples target = read("laptop_computer=laptop,mugs=mug").target()) {
            assertThat(source.classes()).containsExactly("cup", "laptop", "mug");
            assertThat(target.labels()).containsExactly(1, 2);
        }
    }

    @Test
    void severalFoldersBecomeOneClass() {
        try (Samples source = read("laptop_computer=laptop, mugs=cup, mug=cup").source()) {
            assertThat(source.classes()).containsExactly("cup", "laptop");
            assertThat(source.labels()).containsExactly(0, 0, 1);
        }
    }

    @Test
    void aFolderThatIsInNeitherDomainIsRefused() {
        assertThatThrownBy(() -> read("laptops=laptop"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("rename", "laptops", "laptop_computer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cup", "cup=", "=cup", "cup=mug=glass", "cup=mug,cup=glass", ""})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> DataSettings.RENAME.parse(text))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("rename", "laptop_computer=laptop");
    }

    @Test
    void theTextIsReadBack() {
        ClassRenames renames = DataSettings.RENAME.parse("laptop_computer=laptop,mugs=mug");
        assertThat(DataSettings.RENAME.parse(String.valueOf(DataSettings.RENAME.write(renames))))
                .isEqualTo(renames);
    }
}
