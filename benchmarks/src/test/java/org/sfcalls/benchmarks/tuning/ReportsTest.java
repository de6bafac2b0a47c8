package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sfcalls.benchmarks.report.Machine;

class ReportsTest {
  private static final TuneContext CONTEXT = MadeUp.context("full", 3);
  private static final Findings RUN = new Findings(MadeUp.run(3, 0.05, 1));

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

  private static TuneContext evil() {
    return new TuneContext(
        "full", 3, new Machine(2, 1 << 30, EVIL, "JVM"), EVIL, EVIL, EVIL, 7, 1, 1, 1, EVIL);
  }

  private static JsonNode data(String html) throws JsonProcessingException {
    MatchResult found = DATA.matcher(html).results().findFirst().orElseThrow();
    return new ObjectMapper().readTree(found.group(1));
  }

  @Test
  void noTextEndsAScriptOrBecomesMarkup() throws JsonProcessingException {
    String html = new HtmlReport(evil(), RUN, EVIL).html();

    assertThat(html).doesNotContain("<script>alert", "alert(1)</script>");
    // Data, the plots' library and the page's own.
    assertThat(Pattern.compile("<script").matcher(html).results()).hasSize(3);
    assertThat(Pattern.compile("</script").matcher(html).results()).hasSize(3);
    assertThat(data(html).at("/context/input").asText()).isEqualTo(EVIL);
    assertThat(html).contains("&lt;/script&gt;&lt;script&gt;alert(1)");
  }

  @Test
  void theFileLoadsNothing() {
    String html = new HtmlReport(CONTEXT, RUN, MadeUp.SETTINGS_FILE).html();

    assertThat(LOADS.matcher(html).results().map(MatchResult::group)).isEmpty();
    assertThat(html).contains("default-src 'none'");
    assertThat(html).doesNotContain("{{");
    assertThat(LOADS.matcher("<script src=\"https://cdn/x.js\">").find()).isTrue();
    assertThat(LOADS.matcher("<a href='//cdn/x'>").find()).isTrue();
  }

  @Test
  void theFileHasTheLibraryThatDrawsThePlots() {
    assertThat(new HtmlReport(CONTEXT, RUN, MadeUp.SETTINGS_FILE).html())
        .contains("globalThis:t||self).echarts={}")
        .containsPattern("Apache ECharts \\d+\\.\\d+\\.\\d+,");
  }

  @Test
  void everySettingHasItsPlotsWithMedianRangeAndSingleRounds() throws JsonProcessingException {
    String html = new HtmlReport(CONTEXT, RUN, MadeUp.SETTINGS_FILE).html();
    JsonNode analytics = data(html).at("/tiers/1");

    assertThat(analytics.path("tier").asText()).isEqualTo("analytics");
    assertThat(analytics.path("settings").findValuesAsText("setting"))
        .contains("topic-partitions", "shuffle-partitions", "trigger", "state-store");
    JsonNode shuffle = analytics.at("/settings/2");
    assertThat(shuffle.path("setting").asText()).isEqualTo("shuffle-partitions");
    assertThat(shuffle.path("levels").findValuesAsText("level"))
        .containsExactly("1", "2", "5", "10", "200");
    assertThat(shuffle.path("panels").findValuesAsText("panel"))
        .containsExactly("throughput", "latency", "batch", "backlog-batch");
    assertThat(shuffle.at("/panels/0/logarithmic").asBoolean()).isTrue();
    assertThat(analytics.at("/settings/0/panels/0/logarithmic").asBoolean()).isFalse();
    JsonNode five = shuffle.at("/panels/0/series/0/levels/2");
    assertThat(five.path("level").asText()).isEqualTo("5");
    assertThat(five.path("figures")).hasSize(3);
    assertThat(five.path("median").asDouble())
        .isBetween(five.path("min").asDouble(), five.path("max").asDouble());
    assertThat(html)
        .contains("data-setting=\"shuffle-partitions\" data-panel=\"latency\" role=\"img\"")
        .containsPattern(
            "aria-label=\"Throughput by spark.sql.shuffle.partitions, median in calls/s");
  }

  @Test
  void influencesAreSortedTheGreatestFirst() throws JsonProcessingException {
    JsonNode settings =
        data(new HtmlReport(CONTEXT, RUN, MadeUp.SETTINGS_FILE).html())
            .at("/tiers/1/influences/0/settings");

    List<Double> ratios = settings.findValues("ratio").stream().map(JsonNode::asDouble).toList();
    assertThat(ratios).hasSize(6).isSortedAccordingTo((one, other) -> Double.compare(other, one));
    assertThat(settings.get(0).path("setting").asText()).isEqualTo("max-offsets-per-trigger");
  }

  @Test
  void oneRoundHasNoIntervalsInItsPlots() throws JsonProcessingException {
    Findings one = new Findings(MadeUp.run(1, 0.05, 1));

    String html = new HtmlReport(MadeUp.context("quick", 1), one, MadeUp.SETTINGS_FILE).html();

    assertThat(data(html).at("/tiers/0/influences/0/settings/0/high").isNull()).isTrue();
    assertThat(html.substring(0, html.indexOf("!function"))).doesNotContain("Infinity", "NaN");
  }

  @Test
  void theOriginalHasItsFiguresInAPlotAndATable() throws JsonProcessingException {
    Findings original = new Findings(MadeUp.original(2));

    String html =
        new HtmlReport(MadeUp.context("original", 2), original, MadeUp.SETTINGS_FILE).html();

    JsonNode tests = data(html).at("/original/0/tests");
    assertThat(tests).hasSize(5);
    assertThat(tests.at("/2/told").asDouble()).isBetween(5.38, 5.39);
    assertThat(tests.at("/3/told").isNull()).isTrue();
    assertThat(html)
        .contains(
            "original: rows/s", "<td class=\"num\">183</td>", "<td class=\"num\">&gt; 10 s</td>");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 100})
  void reportsAreThereHoweverFewTrialsAreDone(int trials) {
    Findings begun = new Findings(MadeUp.run(3, 0.05, 1).subList(0, trials));

    assertThat(new HtmlReport(CONTEXT, begun, MadeUp.SETTINGS_FILE).html()).contains("<h1>");
    assertThat(new TextReport(CONTEXT, begun, MadeUp.SETTINGS_FILE).text())
        .contains("machine", "seed 42", CONTEXT.command())
        .doesNotContain("NaN", "Infinity", "null");
  }

  @Test
  void theTextHasTablesOfBothTiersAndLinesThatFit() {
    String text = new TextReport(CONTEXT, RUN, MadeUp.SETTINGS_FILE).text();

    assertThat(text)
        .contains("Ingest\n======", "Analytics\n=========", "Draining a backlog", "Live calls")
        .containsPattern("\\| max-offsets-per-trigger=200 +\\|.*no: at least")
        .containsPattern("\\| shuffle-partitions=5 +\\| +[\\d,]+ \\| +[\\d,]+–[\\d,]+ \\|");
    assertThat(text.lines().filter(line -> !line.matches("[|+].*")))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @Test
  void markdownHasTheSameTablesBetweenFences() {
    String markdown = new TextReport(CONTEXT, RUN, MadeUp.SETTINGS_FILE).markdown();

    assertThat(markdown)
        .startsWith("# SF Calls: what the settings change\n")
        .contains("## Which settings matter most?", "### Draining a backlog\n\n```text\n+---");
    assertThat(Pattern.compile("(?m)^```").matcher(markdown).results()).hasSize(2 * 6);
  }

  @Test
  void theContextIsInEveryReport() {
    TuneContext context = MadeUp.context("full", 3);
    for (String report :
        List.of(
            new TextReport(context, RUN, "").text(),
            new TextReport(context, RUN, "").markdown(),
            new HtmlReport(context, RUN, "").html())) {
      assertThat(report)
          .contains("Made-up CPU @ 2.00GHz", "Spark 3.5.5", "seed 42", "seed 7", context.command());
    }
  }
}
