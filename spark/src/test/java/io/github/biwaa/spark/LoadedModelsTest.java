package io.github.biwaa.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each network is loaded once, and freed when another one takes its place. */
class LoadedModelsTest {
    private final List<String> happened = new ArrayList<>();
    private final LoadedModels models = new LoadedModels();

    private LoadedModels.Lease<AutoCloseable> lease(String key) {
        return models.lease(key, () -> {
            happened.add("load " + key);
            return () -> happened.add("free " + key);
        });
    }

    @Test
    void tasksShareOne() {
        try (LoadedModels.Lease<AutoCloseable> first = lease("a");
                LoadedModels.Lease<AutoCloseable> second = lease("a")) {
            assertThat(first.model()).isSameAs(second.model());
        }
        lease("a").close();
        assertThat(happened).containsExactly("load a");
    }

    @Test
    void oneThatNobodyUsesGoesWhenAnotherComes() {
        LoadedModels.Lease<AutoCloseable> used = lease("a");
        lease("b").close();
        lease("c").close();
        assertThat(happened).containsExactly("load a", "load b", "free b", "load c");
        used.close();
        lease("d").close();
        assertThat(happened).endsWith("load d").contains("free a", "free c");
    }

    @Test
    void afterAFailureTheNextTaskTriesAgain() {
        assertThatThrownBy(() -> models.lease("a", () -> {
                    throw new IllegalStateException("no memory");
                }))
                .hasMessage("no memory");
        lease("a").close();
        assertThat(happened).containsExactly("load a");
    }
}
