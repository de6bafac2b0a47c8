package org.sfcalls.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.report.Spread;

class ResultTest {
  private static final long CALLS = 1_000;

  @Test
  void aRateIsTheMedianOfTheRunsAndTheirRange() {
    assertThat(result(Variant.OURS, 10, 50, 20).rate())
        .isEqualTo(new Spread(50_000, 20_000, 100_000));
    assertThat(result(Variant.OURS, 10, 20).rate()).isEqualTo(new Spread(75_000, 50_000, 100_000));
  }

  @Test
  void aRatioComparesMediansAndItsRangeTheRunsOfTheSameRound() {
    Result copy = result(Variant.COPY, 10, 20, 5);
    Result ours = result(Variant.OURS, 20, 25, 20);

    Spread ratio = ours.ratioTo(copy);

    assertThat(ratio.median()).isEqualTo(0.5);
    assertThat(ratio.min()).isEqualTo(0.25);
    assertThat(ratio.max()).isEqualTo(0.8);
  }

  @Test
  void theLimitIsTheCopyOfTheSameModeAndSize() {
    Result ours = result(Variant.OURS, 10);
    Result copy = result(Variant.COPY, 10);
    Result otherMode = new Result(Variant.COPY, Mode.AT_LEAST_ONCE, CALLS, copy.runs());
    Result otherSize = new Result(Variant.COPY, Mode.EXACTLY_ONCE, 2 * CALLS, copy.runs());

    assertThat(ours.limitIn(List.of(ours, otherMode, otherSize, copy))).contains(copy);
    assertThat(ours.limitIn(List.of(ours, otherMode, otherSize))).isEmpty();
  }

  private static Result result(Variant variant, long... milliseconds) {
    return new Result(
        variant,
        Mode.EXACTLY_ONCE,
        CALLS,
        LongStream.of(milliseconds).mapToObj(ms -> new Measured(ms * 1_000_000, 0, 0)).toList());
  }
}
