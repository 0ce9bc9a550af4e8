package io.github.biwaa.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void valuesAreEscapedAndPiecesAreNot() {
        Html bold = Html.of("<b>{}</b>", "<i>'\"&");
        assertThat(bold).hasToString("<b>&lt;i&gt;&#39;&quot;&amp;</b>");
        assertThat(Html.of("<p>{} {}</p>", bold, "{}")).hasToString("<p>" + bold + " {}</p>");
    }

    @Test
    void emptyAndSeveralValues() {
        assertThat(Html.of("[{}{}]", Optional.empty(), Optional.of("<"))).hasToString("[&lt;]");
        assertThat(Html.of("[{}]", List.of("<", Html.of("<br>")))).hasToString("[&lt;<br>]");
        assertThat(Html.each(List.of(1, 2), number -> Html.of("<i>{}</i>", number)))
                .hasToString("<i>1</i><i>2</i>");
        assertThat(Html.when(false, "<p>{}</p>", 1).isEmpty()).isTrue();
        assertThat(Html.of("{}", 12.345)).hasToString("12.3");
    }

    @Test
    void gapsAndValuesMustBeAsMany() {
        assertThatThrownBy(() -> Html.of("{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Html.of("{}", 1, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
