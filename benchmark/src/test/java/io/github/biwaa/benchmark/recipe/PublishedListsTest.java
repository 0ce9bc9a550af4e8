package io.github.biwaa.benchmark.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.ListedPicture;
import io.github.biwaa.data.PictureLists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists made from folders say what the published ones say, on empty files laid out as the published lists name them. */
class PublishedListsTest {
    private static final Path LISTS = Path.of("..", "..", "shared", "reference", "lists");
    private static final Path LISTS_BESIDE = Path.of("..", "shared", "reference", "lists");

    @TempDir
    private Path temporary;

    private Path lists;

    /** What a line says, apart from what stands before the class folder. */
    private record Entry(String classFolder, String file, int label) {
        static Entry of(ListedPicture picture) {
            int names = picture.path().getNameCount();
            return new Entry(
                    FolderNames.plain(picture.path().getName(names - 2).toString()),
                    picture.path().getFileName().toString(),
                    picture.label().orElseThrow());
        }
    }

    @BeforeEach
    void findLists() {
        lists = Files.isDirectory(LISTS) ? LISTS : LISTS_BESIDE;
        assumeTrue(Files.isDirectory(lists), "the published lists are not in ../shared/reference/lists");
    }

    @Test
    void office31AsDownloaded() throws IOException {
        for (String domain : List.of("amazon", "dslr", "webcam")) {
            Path list = lists.resolve("Office31/" + domain + ".txt");
            layOut(list, "Original_images/" + domain + "/images/", name -> name);
            assertSame("office31", domain, PictureLists.read(list, false));
        }
    }

    @Test
    void officeHomeAsDownloadedButForTheCorruptLine() throws IOException {
        Path art = lists.resolve("OfficeHome/Art.txt");
        assertThatThrownBy(() -> PictureLists.read(art, false))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("Art.txt, line 1596");
        layOut(art, "Art/", name -> name);
        Files.createFile(temporary.resolve("Art/Mouse/00018.jpg"));
        Set<Entry> published = entries(PictureLists.read(art, true));
        Set<Entry> generated = entries(generate("office-home", "Art"));
        assertThat(generated).containsAll(published);
        generated.removeAll(published);
        assertThat(generated).containsExactly(new Entry("mouse", "00018.jpg", 36));

        Path realWorld = lists.resolve("OfficeHome/RealWorld.txt");
        layOut(realWorld, "Real World/", name -> name.replace('_', ' '));
        assertSame("office-home", "RealWorld", PictureLists.read(realWorld, false));
        for (String domain : List.of("Clipart", "Product")) {
            Path list = lists.resolve("OfficeHome/" + domain + ".txt");
            layOut(list, domain + "/", name -> name);
            assertSame("office-home", domain, PictureLists.read(list, false));
        }
        assertThat(new BenchmarkData(Recipes.named("office-home"), temporary)
                        .find(Recipes.named("office-home").domain("Art"))
                        .differences())
                .isEmpty();
    }

    @Test
    void domainNetWithItsOfficialTrainingLists() throws IOException {
        for (String domain : List.of("clipart", "painting", "real", "sketch")) {
            Path list = lists.resolve("DomainNet/" + domain + "_train_mini.txt");
            layOut(list, domain + "/", name -> name);
            official(list, domain);
            assertSame("domainnet", domain, PictureLists.read(list, false));
        }
        // Pictures of the test list lie in the same folders and do not count.
        layOut(lists.resolve("DomainNet/clipart_test_mini.txt"), "clipart/", name -> name);
        assertSame("domainnet", "clipart", PictureLists.read(lists.resolve("DomainNet/clipart_train_mini.txt"), false));
        assertThat(find("domainnet", "clipart").differences()).isEmpty();
    }

    /** The official list numbers 345 classes, of which 40 are in the benchmark. */
    private void official(Path mini, String domain) throws IOException {
        StringBuilder text = new StringBuilder(domain + "/aircraft_carrier/" + domain + "_001_000018.jpg 0\r\n");
        for (ListedPicture picture : PictureLists.read(mini, false)) {
            text.append(picture.path().toString().replace('\\', '/'))
                    .append(' ')
                    .append(300 - picture.label().orElseThrow())
                    .append("\r\n");
        }
        text.append(domain).append("/zigzag/").append(domain).append("_345_000001.jpg 344\r\n");
        Files.writeString(temporary.resolve(domain + "_train.txt"), text.toString());
    }

    @Test
    void aPublishedListKeepsItsOrderAndFindsThePicturesOfThisCopy() throws IOException {
        Path list = lists.resolve("Office31/webcam.txt");
        layOut(list, "webcam/", name -> name);
        Recipe recipe = Recipes.named("office31");
        List<ListedPicture> published = PictureLists.read(list, false);
        List<ListedPicture> here = new BenchmarkData(recipe, temporary).published(recipe.domain("webcam"), list, false);
        assertThat(here.stream().map(Entry::of))
                .containsExactlyElementsOf(published.stream().map(Entry::of).toList());
        assertThat(here.get(0).path()).isEqualTo(Path.of("webcam/calculator/frame_0001.jpg"));
        BenchmarkLists.Written written = new BenchmarkLists(recipe, temporary.resolve("lists"))
                .write(new BenchmarkData(recipe, temporary), recipe.domain("webcam"), Optional.of(list), false);
        assertThat(written.size()).isEqualTo(795);
        assertThat(Files.readAllLines(written.list()).get(0)).isEqualTo("webcam/calculator/frame_0001.jpg 5");
        Files.delete(temporary.resolve("webcam/calculator/frame_0003.jpg"));
        assertThatThrownBy(() -> new BenchmarkData(recipe, temporary).published(recipe.domain("webcam"), list, false))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("webcam.txt, line 3: there is no webcam/images/calculator/frame_0003.jpg");
    }

    private void layOut(Path list, String prefix, UnaryOperator<String> folderName) throws IOException {
        Set<Path> made = new HashSet<>();
        for (ListedPicture picture : PictureLists.read(list, true)) {
            int names = picture.path().getNameCount();
            Path folder = temporary.resolve(
                    prefix + folderName.apply(picture.path().getName(names - 2).toString()));
            if (made.add(folder)) {
                Files.createDirectories(folder);
            }
            Files.createFile(folder.resolve(picture.path().getFileName()));
        }
    }

    private void assertSame(String benchmark, String domain, List<ListedPicture> published) {
        List<ListedPicture> generated = generate(benchmark, domain);
        assertThat(generated).hasSameSizeAs(published);
        assertThat(entries(generated)).isEqualTo(entries(published));
    }

    private FoundDomain find(String benchmark, String domain) {
        Recipe recipe = Recipes.named(benchmark);
        return new BenchmarkData(recipe, temporary).find(recipe.domain(domain));
    }

    private List<ListedPicture> generate(String benchmark, String domain) {
        FoundDomain found = find(benchmark, domain);
        List<ListedPicture> plain = new ArrayList<>();
        for (ListedPicture picture : found.pictures()) {
            assertThat(Files.isRegularFile(found.base().resolve(picture.path())))
                    .isTrue();
            plain.add(new ListedPicture(
                    0, picture.path(), OptionalInt.of(picture.label().orElseThrow())));
        }
        return plain;
    }

    private static Set<Entry> entries(List<ListedPicture> pictures) {
        Set<Entry> entries = new HashSet<>();
        pictures.forEach(picture -> entries.add(Entry.of(picture)));
        return entries;
    }
}
