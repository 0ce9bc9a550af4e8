package io.github.biwaa.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    @Test
    void allShardsTogetherAreAllJobsEachOnce() {
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6);
        for (int count = 1; count <= 9; count++) {
            List<Integer> together = new ArrayList<>();
            for (int index = 0; index < count; index++) {
                together.addAll(Shard.parse(index + "/" + count).of(all));
            }
            assertThat(together).containsExactlyInAnyOrderElementsOf(all);
        }
        assertThat(new Shard(1, 3).of(all)).containsExactly(1, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "8/8", "-1/8", "0/0", "1/2/3", "a/b", "/", "99999999999/8"})
    void whatIsNoShardIsRefused(String text) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("shard: " + text)
                .hasMessageContaining("such as 0/8");
    }
}
