package org.sfcalls.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.schemas.DurationText;

class DurationOptionTest {

  @ParameterizedTest
  @CsvSource({"0s,0s", "250ms,250ms", "60s,1m", "90s,90s", "120m,2h", "25h,25h", "48h,2d"})
  void isToldInTheLargestUnitOfWhichItIsAWholeNumber(String given, String told) {
    assertThat(DurationText.of(new DurationOption().convert(given))).isEqualTo(told);
  }
}
