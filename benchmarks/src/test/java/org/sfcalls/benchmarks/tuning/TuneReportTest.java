package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TuneReportTest {
  private static final TuneReport RUN = report("full", 3, MadeUp.run(3, 0.05, 1));

  /** What would be loaded over the network, or run as the page's own. */
  private static final Pattern LOADS =
      Pattern.compile(
          "(?:\\b(?:src|srcset|action)|(?<!xlink:)\\bhref)\\s*=\\s*[\"']?\\s*(?:https?:)?//"
              + "|url\\(\\s*[\"']?\\s*(?:https?:)?//"
              + "|@import\\b|\\bimport\\s*\\(|\\bfetch\\(|XMLHttpRequest|<link[^>]+stylesheet",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  private static final String EVIL = "</script><script>alert(1)</script><!-- \"'&`$1\\";

  private static TuneReport report(String preset, int rounds, List<TrialResult> results) {
    return new TuneReport(
        MadeUp.facts(preset), new Findings(results, rounds), MadeUp.SETTINGS_FILE);
  }

  private static JsonNode data(TuneReport report) throws JsonProcessingException {
    MatchResult found = DATA.matcher(report.html()).results().findFirst().orElseThrow();
    return new ObjectMapper().readTree(found.group(1));
  }

  @Test
  void theAnswerSaysWhichSettingsToTakeAndHow() {
    assertThat(RUN.text())
        .startsWith("Which settings to take? ")
        .contains("./sfcalls up --fresh --settings " + MadeUp.SETTINGS_FILE);
  }

  @Test
  void theTableBeginsWithTheSettingsThatMatterMost() {
    assertThat(RUN.text())
        .containsPattern(
            "(?m)^\\| ingest +\\| throughput +\\| ingest-threads .*\\| yes +\\|\n"
                + "\\| ingest +\\| throughput .*\\| no ")
        .containsPattern(
            "(?m)^\\| analytics +\\| throughput +\\| max-offsets-per-trigger .*\\| yes +\\|\n"
                + "\\| analytics +\\| throughput +\\| shuffle-partitions ");
  }

  @Test
  void eachEffectHasItsIntervalInTheTable() {
    assertThat(RUN.text())
        .containsPattern(
            "\\| analytics \\| throughput +\\| shuffle-partitions +\\| \\d+ +\\| 200 +\\| +[\\d.]+"
                + " \\| +[\\d.]+–[\\d.]+ \\| yes")
        .containsPattern("\\| max-offsets-per-trigger=200 +\\|.*no: at least");
  }

  @Test
  void influencesAreSortedTheGreatestFirst() throws JsonProcessingException {
    JsonNode first = data(RUN).at("/influences/0");
    assertThat(first.path("tier").asText()).isEqualTo("ingest");
    assertThat(first.path("setting").asText()).isEqualTo("ingest-threads");
    assertThat(first.at("/times/clear").asBoolean()).isTrue();
  }

  @Test
  void trialsHaveMedianRangeAndSingleRounds() throws JsonProcessingException {
    for (JsonNode trial : data(RUN).path("trials")) {
      if (trial.path("trial").asText().equals("shuffle-partitions=5")) {
        JsonNode figure = trial.at("/figures/calls_per_second");
        assertThat(figure.path("rounds")).hasSize(3);
        assertThat(figure.at("/spread/median").asDouble())
            .isBetween(figure.at("/spread/min").asDouble(), figure.at("/spread/max").asDouble());
        return;
      }
    }
    throw new AssertionError("the trial is missing");
  }

  @Test
  void oneRoundHasNoIntervals() throws JsonProcessingException {
    TuneReport one = report("quick", 1, MadeUp.run(1, 0.05, 1));

    assertThat(data(one).at("/influences/0/times").has("high")).isFalse();
    assertThat(one.text()).contains("one round can't tell an effect from chance");
  }

  @Test
  void theOriginalsFiguresStandNextToThoseOfTheRun() {
    assertThat(report("original", 2, MadeUp.original(2)).text())
        .contains("original: rows/s", "| original-3 |", "183", "> 10 s");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 100})
  void reportsAreThereHoweverFewTrialsAreDone(int trials) {
    TuneReport begun = report("full", 3, MadeUp.run(3, 0.05, 1).subList(0, trials));

    assertThat(begun.html()).contains("<h1>");
    assertThat(begun.text())
        .contains("machine", "seed 42", "./sfcalls tune --preset full")
        .doesNotContain("NaN", "Infinity", "null");
  }

  @Test
  void noTextEndsAScript() throws JsonProcessingException {
    TuneReport report = new TuneReport(Map.of("input", EVIL), RUN.findings(), EVIL);

    String html = report.html();

    assertThat(html).doesNotContain("<script>alert", "alert(1)</script>");
    // Data, the plots' library and the page's own.
    assertThat(Pattern.compile("</script").matcher(html).results()).hasSize(3);
    assertThat(data(report).at("/facts/input").asText()).isEqualTo(EVIL);
  }

  @Test
  void theFileLoadsNothingAndHasTheLibraryForPlots() {
    String html = RUN.html();

    assertThat(LOADS.matcher(html).results().map(MatchResult::group)).isEmpty();
    assertThat(html)
        .contains("default-src 'none'", "globalThis:t||self).echarts={}")
        .containsPattern("Apache ECharts \\d+\\.\\d+\\.\\d+,")
        .doesNotContain("{{");
    assertThat(LOADS.matcher("<script src=\"https://cdn/x.js\">").find()).isTrue();
    assertThat(LOADS.matcher("<a href='//cdn/x'>").find()).isTrue();
  }
}
