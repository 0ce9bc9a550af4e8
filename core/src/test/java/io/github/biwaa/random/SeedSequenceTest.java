package io.github.biwaa.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.random.SeedSequence.Purpose;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedSequenceTest {

    @Test
    void equalPlacesGiveEqualNumbers() {
        var first = new SeedSequence(42).streamOf(Purpose.DROPOUT, 1, 2, 3);
        var second = new SeedSequence(42).streamOf(Purpose.DROPOUT, 1, 2, 3);
        for (int i = 0; i < 10; i++) {
            assertThat(first.nextLong()).isEqualTo(second.nextLong());
        }
    }

    @Test
    void differentPlacesGiveDifferentNumbers() {
        Set<Long> seen = new HashSet<>();
        int places = 0;
        for (long seed = 0; seed < 3; seed++) {
            for (Purpose purpose : Purpose.values()) {
                for (long run = 0; run < 5; run++) {
                    for (long step = 0; step < 200; step++) {
                        seen.add(new SeedSequence(seed).seedOf(purpose, run, step));
                        places++;
                    }
                }
            }
        }
        assertThat(seen).hasSize(places);
    }

    @Test
    void orderOfThePathMatters() {
        SeedSequence seeds = new SeedSequence(7);
        assertThat(seeds.seedOf(Purpose.DRAWING, 1, 2)).isNotEqualTo(seeds.seedOf(Purpose.DRAWING, 2, 1));
        assertThat(seeds.seedOf(Purpose.DRAWING)).isNotEqualTo(seeds.seedOf(Purpose.DRAWING, 0));
    }
}
