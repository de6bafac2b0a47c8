package org.sfcalls.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final Growth SMALL = new Growth(1_000, new Spread(200, 100, 300), 100);

  @Test
  void everySizeIsComparedWithTheFirst() {
    Growth middle = new Growth(10_000, new Spread(300, 300, 300), 110);
    Growth large = new Growth(100_000, new Spread(100, 100, 100), 125);

    assertThat(Growth.lines(List.of(SMALL, middle, large)))
        .isEqualTo(
            """
            10,000 calls against 1,000: 1.50 of the calls/s, 1.10 of the resident memory
            100,000 calls against 1,000: 0.50 of the calls/s, 1.25 of the resident memory""");
  }

  @Test
  void oneSizeHasNothingToBeComparedWith() {
    assertThat(Growth.lines(List.of(SMALL))).isEmpty();
  }

  @Test
  void runsWithoutCallsAreRefused() {
    assertThatThrownBy(() -> new Growth(0, SMALL.rate(), 1)).hasMessageContaining("0 calls");
  }
}
