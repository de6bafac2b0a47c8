package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LevelOrderTest {

  @Test
  void numbersComeByTheirSizeAndNotByTheirDigits() {
    assertThat(sorted(Factor.SHUFFLE_PARTITIONS, "200", "5", "1", "2", "10"))
        .containsExactly("1", "2", "5", "10", "200");
  }

  @Test
  void durationsComeByTheirLengthWhateverTheirUnit() {
    assertThat(sorted(Factor.TRIGGER, "1m", "5s", "0s", "500ms", "10s"))
        .containsExactly("0s", "500ms", "5s", "10s", "1m");
  }

  @Test
  void namesComeAfterTheUsualOne() {
    assertThat(sorted(Factor.COMPRESSION, "zstd", "none", "lz4", "snappy"))
        .containsExactly("lz4", "none", "snappy", "zstd");
  }

  @Test
  void theUsualTrialComesFirstAndTheRecommendedOneLast() {
    Trial recommended =
        new Trial(
            Tier.ANALYTICS,
            Trial.RECOMMENDED,
            Configuration.USUAL.with(Factor.SHUFFLE_PARTITIONS, "5"));

    assertThat(
            Trials.sorted(
                Tier.ANALYTICS,
                List.of(
                    recommended,
                    Trial.of(Tier.ANALYTICS, Factor.TRIGGER, "1s"),
                    Trial.of(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "10"),
                    Trial.usual(Tier.ANALYTICS),
                    Trial.of(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "5"))))
        .extracting(Trial::name)
        .containsExactly(
            "usual", "shuffle-partitions=5", "shuffle-partitions=10", "trigger=1s", "recommended");
  }

  private static List<String> sorted(Factor factor, String... levels) {
    return List.of(levels).stream().sorted(LevelOrder.of(factor, List.of(levels))).toList();
  }
}
