package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {

  @ParameterizedTest
  @EnumSource
  void noTrialComesTwice(Preset preset) {
    assertThat(preset.trials(List.of())).doesNotHaveDuplicates().isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDARD", "FULL"})
  void everySettingIsVariedInEveryTierThatItConcerns(Preset preset) {
    List<Trial> trials = preset.trials(List.of());

    for (Tier tier : Tier.values()) {
      Set<Factor> varied =
          trials.stream()
              .filter(trial -> trial.tier() == tier && !trial.changes().isEmpty())
              .map(trial -> trial.factor().orElseThrow())
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(Factor.class)));
      assertThat(varied).containsExactlyInAnyOrderElementsOf(Factor.of(tier));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ORIGINAL")
  void everyTrialChangesOneSettingAndTheUsualOneNone(Preset preset) {
    for (Trial trial : preset.trials(List.of())) {
      assertThat(trial.changes()).hasSize(trial.equals(Trial.usual(trial.tier())) ? 0 : 1);
    }
  }

  @Test
  void onlyTheSettingsThatAreAskedForAreVaried() {
    assertThat(Preset.STANDARD.trials(List.of(Factor.COMPRESSION)))
        .containsExactly(
            Trial.usual(Tier.INGEST),
            Trial.of(Tier.INGEST, Factor.COMPRESSION, "none"),
            Trial.of(Tier.INGEST, Factor.COMPRESSION, "zstd"));
  }

  @Test
  void theOriginalHasItsFiveTestsWith200OffsetsATriggerOnTenPartitions() {
    List<Trial> trials = Preset.ORIGINAL.trials(List.of());

    assertThat(trials)
        .extracting(trial -> trial.configuration().level(Factor.SHUFFLE_PARTITIONS))
        .containsExactly("200", "10", "5", "1", "5");
    assertThat(trials)
        .allSatisfy(
            trial -> {
              assertThat(trial.configuration().level(Factor.MAX_OFFSETS)).isEqualTo("200");
              assertThat(trial.configuration().level(Factor.PARTITIONS)).isEqualTo("10");
            });
  }
}
