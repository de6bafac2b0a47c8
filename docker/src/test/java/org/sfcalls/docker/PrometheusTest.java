package org.sfcalls.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Prometheus collects, what it alerts on, and what Grafana shows of it. */
class PrometheusTest {
  private static final Path SETTINGS = ComposeFile.FOLDER.resolve("prometheus/prometheus.yml");
  private static final Path ALERTS = ComposeFile.FOLDER.resolve("prometheus/alerts.yml");
  private static final Path ALERT_TESTS =
      ComposeFile.FOLDER.resolve("src/test/prometheus/alerts.test.yml");
  private static final Path DASHBOARD =
      ComposeFile.FOLDER.resolve("grafana/dashboards/sfcalls.json");
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void everyProgramWithMetricsIsScraped() throws IOException {
    Map<String, String> targets = new TreeMap<>();
    for (JsonNode job : YAML.readTree(SETTINGS.toFile()).get("scrape_configs")) {
      JsonNode names = job.at("/dns_sd_configs/0");
      targets.put(
          job.get("job_name").asText(),
          names.isMissingNode()
              ? job.at("/static_configs/0/targets/0").asText()
              : names.at("/names/0").asText() + ":" + names.get("port").asText());
    }
    assertThat(targets)
        .isEqualTo(
            Map.of(
                "ingest", "ingest:8090",
                "analytics", "analytics:8091",
                "dashboard", "dashboard:8092"));
    assertThat(ComposeFile.read().services()).containsKeys(targets.keySet().toArray(String[]::new));
  }

  @Test
  void rulesAreEvaluatedAsOftenAsTargetsAreScraped() throws IOException {
    JsonNode global = YAML.readTree(SETTINGS.toFile()).get("global");
    assertThat(global.get("evaluation_interval")).isEqualTo(global.get("scrape_interval"));
  }

  @Test
  void everyAlertHasATestInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
    TreeSet<String> alerts = new TreeSet<>();
    for (JsonNode rule : YAML.readTree(ALERTS.toFile()).at("/groups/0/rules")) {
      alerts.add(rule.get("alert").asText());
    }
    TreeSet<String> firing = new TreeSet<>();
    TreeSet<String> silent = new TreeSet<>();
    for (JsonNode test : YAML.readTree(ALERT_TESTS.toFile()).get("tests")) {
      for (JsonNode check : test.get("alert_rule_test")) {
        (check.path("exp_alerts").isEmpty() ? silent : firing).add(check.get("alertname").asText());
      }
    }
    assertThat(firing).isEqualTo(alerts);
    assertThat(silent).isEqualTo(alerts);
  }

  @Test
  @Tag("docker")
  void promtoolAcceptsTheSettingsAndTheRules() throws IOException {
    // It looks for the rules at their place in the container.
    Path settings = Files.createTempFile("prometheus", ".yml");
    try {
      Files.writeString(
          settings,
          Files.readString(SETTINGS).replace("/etc/prometheus/alerts.yml", ALERTS.toString()));
      promtool("check", "config", settings.toString());
    } finally {
      Files.delete(settings);
    }
  }

  @Test
  @Tag("docker")
  void theAlertsFireWhenTheyShouldAndOnlyThen() {
    promtool("test", "rules", ALERT_TESTS.toString());
  }

  private static void promtool(String... arguments) {
    assertThat(Stream.of(System.getenv("PATH").split(File.pathSeparator)))
        .as("promtool checks the rules; install it, on Debian by: apt install prometheus")
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    HostCommand.run(Map.of(), Duration.ofMinutes(1), command).succeeded();
  }

  @Test
  void panelsShowRatesOfRecordsAsSuch() throws IOException {
    for (JsonNode panel : panels()) {
      String expression = panel.at("/targets/0/expr").asText();
      if (expression.matches("(sum by \\(\\w+\\) \\()?rate\\(sfcalls_\\w+_total.*")) {
        assertThat(unit(panel)).as(title(panel)).isEqualTo("recps");
      } else {
        assertThat(unit(panel)).as(title(panel)).isIn("short", "s", "bytes", "percentunit", "none");
      }
    }
  }

  @Test
  void whatAnAlertComparesWithIsRedOnThePanelOfTheSame() throws IOException {
    Map<String, Double> red = new TreeMap<>();
    for (JsonNode panel : panels()) {
      for (JsonNode step : panel.at("/fieldConfig/defaults/thresholds/steps")) {
        if (step.get("color").asText().equals("red") && !step.get("value").isNull()) {
          red.put(title(panel), step.get("value").asDouble());
        }
      }
    }
    assertThat(red)
        .isEqualTo(
            Map.of(
                "Newest batch", number("NoBatch", "<= ([0-9.]+)"),
                "Rejected, of all", number("ManyRejected", "> ([0-9.]+)")));
  }

  private static double number(String alert, String pattern) throws IOException {
    for (JsonNode rule : YAML.readTree(ALERTS.toFile()).at("/groups/0/rules")) {
      Matcher number = Pattern.compile(pattern).matcher(rule.get("expr").asText());
      if (rule.get("alert").asText().equals(alert)
          && number.results().count() == 1
          && number.reset().find()) {
        return Double.parseDouble(number.group(1));
      }
    }
    throw new AssertionError("no rule " + alert + " with one " + pattern);
  }

  @Test
  void everyFigureHasAThresholdOfColour() throws IOException {
    int figures = 0;
    for (JsonNode panel : panels()) {
      if (panel.get("type").asText().equals("stat")) {
        assertThat(panel.at("/fieldConfig/defaults/thresholds/steps"))
            .as(title(panel))
            .hasSizeGreaterThan(1);
        figures++;
      }
    }
    assertThat(figures).isEqualTo(3);
  }

  private static JsonNode panels() throws IOException {
    return new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels");
  }

  private static String title(JsonNode panel) {
    return panel.get("title").asText();
  }

  private static String unit(JsonNode panel) {
    return panel.at("/fieldConfig/defaults/unit").asText();
  }
}
