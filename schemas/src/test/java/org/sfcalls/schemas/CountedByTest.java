package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountedByTest {
  private static final CountedBy HOURS =
      new CountedBy(
          new WindowSpec(Duration.ofHours(1), Duration.ofMinutes(30), Duration.ofHours(48)),
          List.of("disposition"));

  private static BatchProgress.Builder batch() {
    return BatchProgress.newBuilder()
        .setQuery("counts")
        .setBatch(3)
        .setFinishedAt(Instant.parse("2018-11-04T08:31:07Z"))
        .setCalls(10)
        .setDurationMs(250)
        .setCallsPerSecond(40)
        .setStateRows(0)
        .setLatePairs(0)
        .setUndecodable(0)
        .setEndOffsets(Map.of());
  }

  @Test
  void aBatchSaysWhatItsCallsWereCountedBy() {
    assertThat(CountedBy.of(HOURS.addTo(batch()).build())).contains(HOURS);
    assertThat(HOURS).hasToString("windows of 1h, one every 30m, by disposition");
  }

  @Test
  void recordsOfOlderVersionsDoNotSay() {
    assertThat(CountedBy.of(batch().build())).isEmpty();
  }

  @Test
  void theDefaultIsByEveryFieldOfTheKeyButTheWindow() {
    assertThat(CountedBy.DEFAULT.grouping())
        .containsExactly("original_crime_type_name", "disposition");
    assertThat(CountedBy.DEFAULT.windows()).isEqualTo(WindowSpec.DEFAULT);
  }

  @Test
  void windowsThatCanNotBeAreRefused() {
    BatchProgress uneven = HOURS.addTo(batch()).setSlideMs(420_000L).build();

    assertThatThrownBy(() -> CountedBy.of(uneven))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the window is 1h, not a multiple of the slide 7m");
  }
}
