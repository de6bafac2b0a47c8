package org.sfcalls.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.report.Spread;

class TargetTest {
  private static final Target TARGET = new Target(Variant.OURS, 0.60);

  @Test
  void aTargetIsAPartOfTheCopyInExactlyOnceMode() {
    List<Result> results =
        List.of(
            result(Variant.COPY, Mode.AT_LEAST_ONCE, 1),
            result(Variant.OURS, Mode.AT_LEAST_ONCE, 10),
            result(Variant.COPY, Mode.EXACTLY_ONCE, 3),
            result(Variant.OURS, Mode.EXACTLY_ONCE, 4));

    assertThat(TARGET.reached(results)).contains(new Spread(0.75, 0.75, 0.75));
  }

  @Test
  void withoutTheCopyNothingIsReached() {
    assertThat(TARGET.reached(List.of(result(Variant.OURS, Mode.EXACTLY_ONCE, 4)))).isEmpty();
  }

  private static Result result(Variant variant, Mode mode, long seconds) {
    return new Result(variant, mode, 1_000, List.of(new Measured(seconds * 1_000_000_000, 0, 0)));
  }
}
