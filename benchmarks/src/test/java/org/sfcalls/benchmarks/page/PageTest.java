package org.sfcalls.benchmarks.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.page.PageRun.Part;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;

/** All figures here are made up. */
class PageTest {
  private static final Part FAST = MadeUpBench.part("fast", MadeUpBench.report("a made-up table"));
  private static final Part LARGE =
      MadeUpBench.part("large", MadeUpBench.report("another made-up table"));

  @Test
  void everyPartHasItsHeadingFiguresAndCommand() {
    assertThat(page(PageSize.FULL, Optional.empty(), measured(FAST), measured(LARGE)).text())
        .startsWith("# Performance\n\nEvery figure")
        .contains("began on 2024-02-03 04:05 UTC and took 2 min 4 s")
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

            This part alone (1 min 2 s): `./sfcalls bench made-up --size=3`

            ## Heading of large
            """);
  }

  @Test
  void aPageWithoutAllPartsSaysSoBeforeAnythingElse() throws Exception {
    BenchReport page =
        page(
            PageSize.FULL,
            Optional.of(
                new PageRun.Shortfall(LARGE, "broker ended with exit code 3\n  | out of disk")),
            measured(FAST));

    assertThat(page.met()).isFalse();
    assertThat(page.text())
        .startsWith(
            """
            # Performance (incomplete)

            **Incomplete: 1 of 2 parts.** "Heading of large" failed, and what follows it was not measured:

            ```
            broker ended with exit code 3
              | out of disk
            ```
            """)
        .contains("a made-up table")
        .doesNotContain("## Heading of large");
    JsonNode json = new ObjectMapper().readTree(page.json());
    assertThat(json.get("complete").asBoolean()).isFalse();
    assertThat(json.at("/failed/part").asText()).isEqualTo("large");
    assertThat(json.at("/failed/reason").asText()).contains("out of disk");
    assertThat(json.get("parts")).hasSize(1);
  }

  @Test
  void aQuickLookIsMarkedSo() throws Exception {
    BenchReport page = page(PageSize.QUICK, Optional.empty(), measured(FAST));

    assertThat(page.text()).startsWith("# Performance, a quick look\n\n**A quick look:**");
    assertThat(new ObjectMapper().readTree(page.json()).at("/context/quick").asBoolean()).isTrue();
  }

  @Test
  void theJsonHasEveryPartsOwn() throws Exception {
    BenchReport page = page(PageSize.FULL, Optional.empty(), measured(FAST), measured(LARGE));

    JsonNode json = new ObjectMapper().readTree(page.json());

    assertThat(page.met()).isTrue();
    assertThat(json.get("complete").asBoolean()).isTrue();
    assertThat(json.at("/context/quick").asBoolean()).isFalse();
    assertThat(json.at("/context/machine/cores").asInt()).isEqualTo(3);
    assertThat(json.at("/context/versions/1").asText()).isEqualTo("Spark 0.2");
    assertThat(json.at("/parts/fast/seconds").asInt()).isEqualTo(62);
    assertThat(json.at("/parts/fast/command").asText())
        .isEqualTo("./sfcalls bench made-up --size=3");
    assertThat(json.at("/parts/large/report/text").asText()).isEqualTo("another made-up table");
  }

  private static PageRun.MeasuredPart measured(Part part) {
    return new PageRun.MeasuredPart(part, part.measure().orElseThrow(), Duration.ofSeconds(62));
  }

  private static BenchReport page(
      PageSize size, Optional<PageRun.Shortfall> shortfall, PageRun.MeasuredPart... parts) {
    return Page.report(
        new Page.Context(
            "2024-02-03 04:05 UTC",
            "sfcalls 0.0.0",
            new Machine(3, 1L << 30, "a processor", "a JVM"),
            List.of("Kafka broker 0.1", "Spark 0.2"),
            "made up for a test",
            size == PageSize.QUICK,
            "./sfcalls bench --input calls.gz"),
        new PageRun.Outcome(List.of(parts), shortfall),
        2);
  }
}
