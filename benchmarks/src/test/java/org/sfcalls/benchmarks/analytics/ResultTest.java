package org.sfcalls.benchmarks.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.report.Spread;

class ResultTest {
  private static final long CALLS = 1_000;

  @Test
  void anAnswerOfTheJvmIsReadByNames() {
    Measured run = new Measured(Measured.figures(List.of("nanos=2000000000", "late=3")), 0, 0);

    assertThat(run.seconds()).isEqualTo(2);
    assertThat(run.rate(CALLS)).isEqualTo(500);
    assertThat(run.figure("late")).isEqualTo(3);
    assertThat(run.figure("batches")).isZero();
  }

  @Test
  void aTargetComparesMediansAndRoundByRound() {
    Target target = new Target(Variant.OURS, Variant.FROM_AVRO, 3.0);

    assertThat(
            target.reached(
                List.of(
                    result(Variant.OURS, 100, 200, 100), result(Variant.FROM_AVRO, 400, 500, 450))))
        .contains(new Spread(4.5, 2.5, 4.5));
  }

  @Test
  void aTargetIsOpenWhenOneOfTheTwoWasNotMeasured() {
    Target target = new Target(Variant.OURS, Variant.FROM_AVRO, 3.0);

    assertThat(target.reached(List.of(result(Variant.OURS, 100)))).isEmpty();
    assertThat(target.reached(List.of(result(Variant.FROM_AVRO, 100)))).isEmpty();
  }

  @Test
  void partsAreWhatEachStageTakesLongerThanTheOneBefore() {
    Map<String, Long> ours =
        Map.of("nanos", 5_000_000_000L, "state_commit_task_ms", 800L, "cpu_nanos", 1L);

    assertThat(
            Part.of(
                List.of(
                    result(Variant.SOURCE, 2_000),
                    result(Variant.OURS_DECODE, 3_000),
                    new Result(Variant.OURS, CALLS, List.of(new Measured(ours, 0, 0))),
                    result(Variant.OURS_KAFKA, 6_000)),
                2))
        .extracting(Part::name, Part::seconds)
        .containsExactly(
            tuple("source", 2.0),
            tuple("decode, pack", 1.0),
            tuple("shuffle, counting", 1.6),
            tuple("state", 0.4),
            tuple("sink to Kafka", 1.0));
  }

  private static Result result(Variant variant, long... milliseconds) {
    return new Result(
        variant,
        CALLS,
        LongStream.of(milliseconds)
            .mapToObj(ms -> new Measured(Map.of("nanos", ms * 1_000_000), 0, 0))
            .toList());
  }
}
