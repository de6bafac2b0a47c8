package org.sfcalls.benchmarks.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.page.PageRun.Part;
import org.sfcalls.benchmarks.report.BenchReport;

/** All results here are made up. */
class PageRunTest {
  private static final Part WELL = MadeUpBench.part("well", MadeUpBench.report("all went well"));
  private static final Part FAILING = failing(new CommandFailure("a call was lost"));

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final List<Throwable> failures = new ArrayList<>();

  @Test
  void allPartsAreMeasuredInTheirOrderAndEachIsToldAsItComes() {
    PageRun.Outcome outcome = run(WELL, WELL).orElseThrow();

    assertThat(outcome.measured())
        .extracting(PageRun.MeasuredPart::part)
        .containsExactly(WELL, WELL);
    assertThat(outcome.shortfall()).isEmpty();
    assertThat(told.toString(UTF_8))
        .contains("part 1/2   Heading of well, after 0 s: ./sfcalls bench made-up --size=3\n")
        .contains("part 2/2   Heading of well, after 0 s")
        .containsOnlyOnce("part 2/2")
        .contains("all went well");
  }

  @Test
  void whatWasMeasuredBeforeAFailureIsKeptAndNothingIsBegunAfterIt() {
    PageRun.Outcome outcome = run(WELL, FAILING, WELL).orElseThrow();

    assertThat(outcome.measured()).hasSize(1);
    assertThat(outcome.shortfall()).contains(new PageRun.Shortfall(FAILING, "a call was lost"));
    assertThat(told.toString(UTF_8))
        .contains("part 2/3   Heading of failing failed: a call was lost")
        .doesNotContain("part 3/3");
    assertThat(failures).singleElement().isInstanceOf(CommandFailure.class);
  }

  @Test
  void aFaultOfTheProgramKeepsWhatWasMeasuredToo() {
    Part faulty = failing(new IllegalStateException("twelve is odd"));
    Part hungry =
        MadeUpBench.part(
            "hungry",
            () -> {
              throw new OutOfMemoryError("made up");
            });

    assertThat(run(WELL, faulty).orElseThrow().shortfall().orElseThrow().reason())
        .isEqualTo(
            "java.lang.IllegalStateException: twelve is odd (a fault of the program: --debug shows"
                + " where)");
    assertThat(run(WELL, hungry).orElseThrow().measured()).hasSize(1);
  }

  @Test
  void withoutAnythingMeasuredThereIsOnlyTheFailure() {
    assertThatThrownBy(() -> run(FAILING, WELL)).hasMessage("a call was lost");
  }

  @Test
  void aSignalLeavesNoPage() {
    Supplier<Optional<BenchReport>> stopped = Optional::empty;

    assertThat(run(WELL, MadeUpBench.part("stopped", stopped), WELL)).isEmpty();
    assertThat(told.toString(UTF_8)).contains("all went well").doesNotContain("part 3/3");
  }

  @Test
  void timesAreInMinutesAndSeconds() {
    assertThat(PageRun.words(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(PageRun.words(Duration.ofSeconds(3_725))).isEqualTo("62 min 5 s");
  }

  private Optional<PageRun.Outcome> run(Part... parts) {
    return new PageRun(List.of(parts), new PrintStream(told, true, UTF_8), failures::add).measure();
  }

  private static Part failing(RuntimeException failure) {
    return MadeUpBench.part(
        "failing",
        () -> {
          throw failure;
        });
  }
}
