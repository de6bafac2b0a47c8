package org.sfcalls.benchmarks.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.page.Page.Part;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;

/** All figures here are made up. */
class PageTest {
  private static final Part FAST = MadeUpBench.part("fast", MadeUpBench.report("a made-up table"));
  private static final Part LARGE =
      MadeUpBench.part("large", MadeUpBench.report("another made-up table"));
  private static final Part FAILING =
      failing(new CommandFailure("broker ended with exit code 3\n  | out of disk"));

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @Test
  void everyPartHasItsHeadingFiguresAndCommand() {
    assertThat(page(FAST, LARGE).text())
        .startsWith("# Performance\n\nEvery figure")
        .contains("began on 2024-02-03 04:05 UTC and took 0 s")
        .contains("- program: sfcalls 0.0.0\n")
        .contains("- machine: 3 cores, 1.0 GiB, a processor; a JVM\n")
        .contains("- Kafka broker 0.1\n- Spark 0.2\n")
        .contains("- calls: made up for a test\n")
        .contains("```sh\n./sfcalls bench --input calls.gz\n```\n")
        .contains(
            """

            ## Heading of fast

            ```
            a made-up table
            ```

            This part alone (0 s): `./sfcalls bench made-up --size=3`

            ## Heading of large
            """);
  }

  @Test
  void allPartsAreMeasuredInTheirOrderAndEachIsToldAsItComes() {
    page(FAST, LARGE);

    assertThat(told.toString(UTF_8))
        .containsSubsequence(
            "part 1/2   Heading of fast, after 0 s: ./sfcalls bench made-up --size=3\n",
            "a made-up table",
            "part 2/2   Heading of large, after 0 s",
            "another made-up table",
            "done")
        .containsOnlyOnce("part 2/2");
  }

  @Test
  void aPageWithoutAllPartsSaysSoBeforeAnythingElse() throws Exception {
    BenchReport page = page(FAST, FAILING, LARGE);

    assertThat(page.met()).isFalse();
    assertThat(page.text())
        .startsWith(
            """
            # Performance (incomplete)

            **Incomplete: 1 of 3 parts.** "Heading of failing" failed, and what follows it was not measured:

            ```
            broker ended with exit code 3
              | out of disk
            ```

            Every figure""")
        .contains("a made-up table")
        .doesNotContain("## Heading of large", "## Heading of failing");
    JsonNode json = new ObjectMapper().readTree(page.json());
    assertThat(json.get("complete").asBoolean()).isFalse();
    assertThat(json.at("/failed/part").asText()).isEqualTo("failing");
    assertThat(json.at("/failed/reason").asText()).contains("out of disk");
    assertThat(json.get("parts")).hasSize(1);
    assertThat(told.toString(UTF_8))
        .contains("part 2/3   Heading of failing failed: broker ended")
        .contains("CommandFailure: broker ended", "at " + PageTest.class.getName())
        .doesNotContain("part 3/3");
  }

  @Test
  void aFaultOfTheProgramKeepsWhatWasMeasuredToo() {
    Part hungry =
        MadeUpBench.part(
            "hungry",
            () -> {
              throw new OutOfMemoryError("made up");
            });

    assertThat(page(FAST, failing(new IllegalStateException("twelve is odd"))).text())
        .contains(
            "java.lang.IllegalStateException: twelve is odd (a fault of the program: --debug shows"
                + " where)",
            "a made-up table");
    assertThat(page(FAST, hungry).text()).contains("a made-up table");
  }

  @Test
  void withoutAnythingMeasuredThereIsOnlyTheFailure() {
    assertThatThrownBy(() -> page(FAILING, FAST)).hasMessageStartingWith("broker ended");
  }

  @Test
  void aSignalLeavesNoPage() {
    Part stopped = MadeUpBench.part("stopped", Optional::empty);

    assertThat(measure(false, FAST, stopped, LARGE)).isEmpty();
    assertThat(told.toString(UTF_8)).contains("a made-up table").doesNotContain("part 3/3");
  }

  @Test
  void aQuickLookIsMarkedSo() throws Exception {
    BenchReport page = measure(true, FAST).orElseThrow();

    assertThat(page.text()).startsWith("# Performance, a quick look\n\n**A quick look:**");
    assertThat(new ObjectMapper().readTree(page.json()).at("/context/quick").asBoolean()).isTrue();
  }

  @Test
  void theJsonHasEveryPartsOwn() throws Exception {
    BenchReport page = page(FAST, LARGE);

    JsonNode json = new ObjectMapper().readTree(page.json());

    assertThat(page.met()).isTrue();
    assertThat(json.get("complete").asBoolean()).isTrue();
    assertThat(json.at("/context/quick").asBoolean()).isFalse();
    assertThat(json.at("/context/machine/cores").asInt()).isEqualTo(3);
    assertThat(json.at("/context/versions/1").asText()).isEqualTo("Spark 0.2");
    assertThat(json.at("/parts/fast/command").asText())
        .isEqualTo("./sfcalls bench made-up --size=3");
    assertThat(json.at("/parts/large/report/text").asText()).isEqualTo("another made-up table");
  }

  @Test
  void timesAreInMinutesAndSeconds() {
    assertThat(Page.words(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(Page.words(Duration.ofSeconds(3_725))).isEqualTo("62 min 5 s");
  }

  private static Part failing(RuntimeException failure) {
    return MadeUpBench.part(
        "failing",
        () -> {
          throw failure;
        });
  }

  private BenchReport page(Part... parts) {
    return measure(false, parts).orElseThrow();
  }

  private Optional<BenchReport> measure(boolean quick, Part... parts) {
    return new Page(
            new Page.Context(
                "2024-02-03 04:05 UTC",
                "sfcalls 0.0.0",
                new Machine(3, 1L << 30, "a processor", "a JVM"),
                List.of("Kafka broker 0.1", "Spark 0.2"),
                "made up for a test",
                quick,
                "./sfcalls bench --input calls.gz"),
            List.of(parts),
            new PrintStream(told, true, UTF_8),
            true)
        .measure();
  }
}
