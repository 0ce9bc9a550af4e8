package io.github.biwaa.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PicturesTest {
    private static final List<Path> FILES =
            List.of(Path.of("a.jpg"), Path.of("b.jpg"), Path.of("c.jpg"), Path.of("d.jpg"));
    private static final List<String> CLASSES = List.of("cup", "mug");

    private static Pictures labelled() {
        return new Pictures("kitchen", FILES, Optional.of(new int[] {0, 1, 1, 1}), CLASSES);
    }

    private static Pictures unlabelled() {
        return new Pictures("kitchen", FILES, Optional.empty(), CLASSES);
    }

    @Test
    void knowsItsLabels() {
        Pictures domain = labelled();
        assertThat(domain.size()).isEqualTo(4);
        assertThat(domain.labelled()).isTrue();
        assertThat(domain.label(1)).isEqualTo(1);
        assertThat(domain.countPerClass()).containsExactly(1, 3);
        assertThat(domain.files()).isEqualTo(FILES);
    }

    @Test
    void cannotBeChanged() {
        int[] labels = {0, 1, 1, 1};
        Pictures domain = new Pictures("kitchen", FILES, Optional.of(labels), CLASSES);
        labels[0] = 1;
        domain.labels()[1] = 0;
        domain.classLabels().orElseThrow()[2] = 0;
        assertThat(domain.labels()).containsExactly(0, 1, 1, 1);
        assertThatThrownBy(() -> domain.files().set(0, Path.of("x"))).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void leavesOutBrokenPictures() {
        BitSet broken = new BitSet();
        assertThat(labelled().without(broken).files()).isEqualTo(FILES);
        broken.set(0);
        broken.set(2);
        Pictures rest = labelled().without(broken);
        assertThat(rest.files()).containsExactly(Path.of("b.jpg"), Path.of("d.jpg"));
        assertThat(rest.labels()).containsExactly(1, 1);
        assertThat(rest.countPerClass()).containsExactly(0, 2);
        assertThat(unlabelled().without(broken).labelled()).isFalse();
    }

    @Test
    void withoutLabelsHasNone() {
        Pictures domain = unlabelled();
        assertThat(domain.labelled()).isFalse();
        assertThat(domain.size()).isEqualTo(4);
        assertThatThrownBy(domain::labels).hasMessageContaining("kitchen");
        assertThatThrownBy(() -> domain.label(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(domain::countPerClass).isInstanceOf(IllegalStateException.class);
        assertThat(domain.listingSha256())
                .isEqualTo(labelled().namesSha256())
                .isNotEqualTo(labelled().listingSha256());
    }

    @Test
    void refusesLabelsThatDoNotFit() {
        assertThatThrownBy(() -> new Pictures("x", FILES, Optional.of(new int[3]), CLASSES))
                .hasMessageContaining("3 labels for 4 samples");
        assertThatThrownBy(() -> new Pictures("x", FILES, Optional.of(new int[] {0, 0, 2, 0}), CLASSES))
                .hasMessageContaining("label 2 of sample 2");
    }
}
