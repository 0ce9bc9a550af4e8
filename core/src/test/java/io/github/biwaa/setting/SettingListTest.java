package io.github.biwaa.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings that are made up: what is declared of one is all that reading, completing, refusing and comparing need. */
class SettingListTest {
    private static final Setting<Integer> HORSES = Setting.whole("horses")
            .help("Horses before the cart, at least 1")
            .alsoKnownAs("pferde")
            .range(Range.atLeast(1))
            .defaultsTo(2);
    private static final Setting<Double> OATS = Setting.number("oats")
            .help("Oats a day")
            .range(Range.aboveZero())
            .follows("5 a horse", known -> 5.0 * known.get(HORSES));
    private static final Setting<Boolean> BELLS =
            Setting.onOff("bells").help("Ring").only(SampleKind.PICTURES).free().defaultsTo(true);
    private static final Setting<Path> STABLE =
            Setting.path("stable").help("Where they sleep").optional();
    private static final Setting<String> GAIT = Setting.of(
                    "gait", ValueType.choice(name -> name, "walk", "trot", "gallop"))
            .help("How they go")
            .before("walk")
            .consistent((gait, all) -> {
                if (gait.equals("gallop") && all.get(HORSES) > 4) {
                    throw new InvalidSettingException("gait: gallop is too fast for more than 4 horses");
                }
            })
            .defaultsTo("trot");
    private static final Setting<Integer> DISTANCE = Setting.whole("distance")
            .help("Miles")
            .follows("one per picture", known -> known.data().targetSize().orElseThrow());

    private static final Setting<String> DRIVER = Setting.of(
                    "driver", ValueType.choice(name -> name, "nobody", "groom"))
            .help("Who drives")
            .formerly("driven", texts -> "true".equals(String.valueOf(texts.get("driven"))) ? "groom" : "nobody")
            .defaultsTo("nobody");

    private static final SettingList CART =
            new SettingList(List.of(HORSES, OATS, BELLS, STABLE, GAIT, DISTANCE, DRIVER));

    private static Map<String, String> texts(String... keysAndValues) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            texts.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return texts;
    }

    private static SettingValues complete(String... keysAndValues) {
        return CART.complete(CART.parse(texts(keysAndValues)), DataFacts.pictures(7));
    }

    private static void refused(String message, String... keysAndValues) {
        assertThatThrownBy(() -> complete(keysAndValues))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(message);
    }

    @Test
    void valuesHaveTheTypeOfTheirSetting() {
        SettingValues values = complete("horses", "3", "stable", "barn", "gait", "GALLOP", "bells", "false");
        int horses = values.get(HORSES);
        assertThat(horses).isEqualTo(3);
        assertThat(values.find(STABLE)).contains(Path.of("barn"));
        assertThat(values.get(GAIT)).isEqualTo("gallop");
        assertThat(values.get(BELLS)).isFalse();
    }

    @Test
    void defaultsFollowFromOtherSettingsAndFromData() {
        assertThat(complete("gait", "walk", "horses", "3").written())
                .containsExactly(
                        Map.entry("horses", 3),
                        Map.entry("oats", 15.0),
                        Map.entry("bells", true),
                        Map.entry("gait", "walk"),
                        Map.entry("distance", 7),
                        Map.entry("driver", "nobody"));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        SettingValues values = complete("horses", "3", "oats", "1e-3", "stable", "barn", "bells", "false");
        Map<String, String> written = new LinkedHashMap<>();
        values.written().forEach((key, value) -> written.put(key, value.toString()));
        assertThat(written)
                .containsEntry("stable", Path.of("barn").toAbsolutePath().toString());
        assertThat(CART.complete(CART.parse(written), DataFacts.unread(SampleKind.PICTURES)))
                .isEqualTo(values);
    }

    @Test
    void valuesThatAreNoneAndValuesOutOfRangeAreNamed() {
        refused("horses: 0, expected at least 1", "horses", "0");
        refused("horses: many, expected a whole number, at least 1", "horses", "many");
        refused("oats: NaN, expected a number above 0", "oats", "NaN");
        refused("oats: much, expected a number above 0", "oats", "much");
        refused("gait: fly, expected walk, trot or gallop", "gait", "fly");
        refused("bells: yes, expected true or false", "bells", "yes");
        refused("gait: gallop is too fast", "horses", "5", "gait", "gallop");
        assertThatThrownBy(() -> SettingValues.EMPTY.with(HORSES, 0)).isInstanceOf(InvalidSettingException.class);
    }

    @Test
    void anUnknownKeyPointsToTheNearest() {
        refused("unknown setting horse. Did you mean horses? Expected one of bells, distance", "horse", "1");
        refused("unknown setting Pferde. Did you mean horses?", "Pferde", "1");
    }

    @Test
    void whatDoesNotApplyIsRefusedIfChosenAndElseLeftOut() {
        DataFacts embeddings = DataFacts.embeddings(7, 1);
        assertThat(CART.complete(SettingValues.EMPTY, embeddings).find(BELLS)).isEmpty();
        assertThatThrownBy(() -> CART.complete(SettingValues.EMPTY.with(BELLS, false), embeddings))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("bells: not for embeddings");
    }

    @Test
    void aDefaultThatNeedsDataIsAskedForWithoutThem() {
        assertThatThrownBy(() -> CART.complete(SettingValues.EMPTY, DataFacts.unread(SampleKind.PICTURES)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("distance: missing")
                .hasMessageContaining("one per picture");
    }

    @Test
    void onlySettingsThatDecideResultsMustStayTheSame() {
        SettingValues now = complete("gait", "trot");
        CART.checkSame("it", texts("horses", "2", "oats", "10", "gait", "trot"), complete());
        CART.checkSame("it", texts("bells", "false", "gait", "trot", "gone", "1"), now);
        assertThatThrownBy(() -> CART.checkSame("it", texts("horses", "3", "oats", "10"), now))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(
                        "it was trained otherwise: horses was 3 and is now 2; gait was walk and is now trot");
    }

    @Test
    void aVersionWithoutASettingDidWhatIsDeclared() {
        assertThat(CART.withFormerBehaviour(SettingValues.EMPTY, SampleKind.PICTURES)
                        .written())
                .containsExactly(Map.entry("gait", "walk"));
        assertThat(CART.withFormerBehaviour(SettingValues.EMPTY.with(GAIT, "trot"), SampleKind.PICTURES)
                        .get(GAIT))
                .isEqualTo("trot");
    }

    @Test
    void twoOfOneKeyAreRefused() {
        assertThatThrownBy(() -> new SettingList(List.of(HORSES, BELLS, HORSES)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("two settings are named horses");
    }

    /** Files and flags of earlier versions have a switch where there is a choice now. */
    @Test
    void theFormerSwitchIsRead() {
        assertThat(complete("driven", "true").get(DRIVER)).isEqualTo("groom");
        assertThat(complete("driven", "false").get(DRIVER)).isEqualTo("nobody");
        assertThat(complete("driver", "groom", "driven", "true").get(DRIVER)).isEqualTo("groom");
        assertThat(complete("driven", "false", "driver", "groom").get(DRIVER)).isEqualTo("groom");
        refused(
                "driver: nobody, but driven: true means groom; expected one of them",
                "driver",
                "nobody",
                "driven",
                "true");
        CART.checkSame("the cart", Map.of("driven", "true"), complete("driver", "groom", "gait", "walk"));
        assertThatThrownBy(() -> CART.checkSame(
                        "the cart", Map.of("driven", true), complete("gait", "walk", "driver", "nobody")))
                .hasMessageContaining("driver was groom and is now nobody");
    }

    /** A class of settings as the library has them: the constant is the one place that names a setting. */
    public static final class Declared {
        public static final Setting<Integer> FIRST =
                Setting.whole("first").help("One").defaultsTo(1);
        public static final Setting<Integer> SECOND = Setting.whole("second")
                .help("Two")
                .range(Range.atLeast(2))
                .follows("twice", known -> 2 * known.get(FIRST));
        public static final String NO_SETTING = "no setting";
    }

    @Test
    void aConstantIsEnoughToAddASetting() {
        SettingList declared = new SettingList(SettingList.declaredIn(Declared.class));
        assertThat(declared.all()).extracting(Setting::key).containsExactly("first", "second");
        assertThat(declared.complete(declared.parse(texts("first", "4")), DataFacts.pictures(1))
                        .written())
                .containsExactly(Map.entry("first", 4), Map.entry("second", 8));
        assertThatThrownBy(() -> declared.parse(texts("second", "1"))).hasMessage("second: 1, expected at least 2");
    }
}
