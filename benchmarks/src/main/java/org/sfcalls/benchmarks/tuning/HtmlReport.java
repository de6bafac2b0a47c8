package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sfcalls.benchmarks.report.Spread;

/**
 * A run as one HTML file with words, plots and tables, which loads nothing.
 *
 * @param settingsFile where the recommended settings are
 */
record HtmlReport(TuneContext context, Findings findings, String settingsFile) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
  private static final Pattern TYPED = Pattern.compile("`([^`]*)`");
  private static final String ECHARTS_POM =
      "/META-INF/maven/org.webjars.npm/echarts/pom.properties";

  /** The whole file. */
  String html() {
    String version = echartsVersion();
    Map<String, String> parts =
        Map.of(
            "title", escaped(TextReport.title(context)),
            "css", resource("report.css"),
            "contents", contents(),
            "body", body(),
            "facts", named(context.facts()),
            "echarts-version", escaped(version),
            "data", inScript(data()),
            "echarts",
                resource("/META-INF/resources/webjars/echarts/" + version + "/dist/echarts.min.js"),
            "script", resource("report.js"));
    return PLACE
        .matcher(resource("report.html"))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  // Words.

  private String contents() {
    StringBuilder html = new StringBuilder(link("answers", "Answers"));
    if (hasInfluences()) {
      html.append(link("influence", "Influence"));
    }
    if (!OriginalTest.in(findings).isEmpty()) {
      html.append(link("original", "The original"));
    }
    for (Tier tier : findings.tiers()) {
      html.append(link(tier.toString(), Section.capital(tier.toString())));
    }
    return html.toString();
  }

  private static String link(String id, String text) {
    return "<li><a href=\"#" + id + "\">" + text + "</a></li>";
  }

  private String body() {
    StringBuilder html = new StringBuilder();
    html.append("<section id=\"answers\" class=\"answers\" aria-label=\"Answers\">\n");
    for (Answer answer : new Answers(context, findings, settingsFile).all()) {
      html.append("<div class=\"card\"><h2>").append(escaped(answer.question())).append("</h2>\n");
      for (Answer.Part part : answer.parts()) {
        if (!part.title().isEmpty()) {
          html.append("<h3>").append(escaped(part.title())).append("</h3>");
        }
        html.append("<ul>");
        part.sentences()
            .forEach(sentence -> html.append("<li>").append(words(sentence)).append("</li>\n"));
        html.append("</ul>\n");
      }
      html.append("</div>\n");
    }
    html.append("</section>\n");
    if (hasInfluences()) {
      html.append(influences());
    }
    if (!OriginalTest.in(findings).isEmpty()) {
      html.append(original());
    }
    findings.tiers().forEach(tier -> html.append(tier(tier)));
    html.append("<section class=\"card\" id=\"reading\"><h2>How to read this</h2><dl>")
        .append(named(context.reading()))
        .append("</dl></section>\n");
    return html.toString();
  }

  private static String named(Map<String, String> texts) {
    return texts.entrySet().stream()
        .map(
            entry ->
                "<dt>"
                    + escaped(entry.getKey())
                    + "</dt><dd>"
                    + (entry.getKey().equals("command")
                        ? "<code>" + escaped(entry.getValue()) + "</code>"
                        : escaped(entry.getValue()))
                    + "</dd>\n")
        .collect(Collectors.joining());
  }

  // Plots and tables.

  private boolean hasInfluences() {
    return findings.tiers().stream()
        .anyMatch(
            tier ->
                Answers.ANSWERED.stream()
                    .anyMatch(measure -> !findings.influences(tier, measure).isEmpty()));
  }

  private String influences() {
    StringBuilder html = new StringBuilder("<section id=\"influence\">\n<h2>Influence</h2>\n");
    html.append(
        "<p class=\"note how\">How many times better the best level of a setting is than its worst,"
            + " of the levels that were tried, with its 95 % interval. Hollow and grey: no"
            + " difference that can be told from chance.</p>\n");
    for (Tier tier : findings.tiers()) {
      html.append("<div class=\"card\"><h3>")
          .append(Section.capital(tier.toString()))
          .append("</h3><div class=\"panels\">\n");
      for (Measure measure : Answers.ANSWERED) {
        List<Influence> influences = findings.influences(tier, measure);
        if (!influences.isEmpty()) {
          html.append("<figure><figcaption>")
              .append(measure.title())
              .append("</figcaption><div class=\"plot\" style=\"height:")
              .append(34 + 30 * influences.size())
              .append("px\" data-plot=\"influence\" data-tier=\"")
              .append(tier)
              .append("\" data-measure=\"")
              .append(measure.key())
              .append("\" role=\"img\" aria-label=\"")
              .append(escaped(influenceWords(tier, measure, influences)))
              .append("\"></div></figure>\n");
        }
      }
      html.append("</div></div>\n");
    }
    return html.append("</section>\n").toString();
  }

  private static String influenceWords(Tier tier, Measure measure, List<Influence> influences) {
    return "Influence of each setting on the %s of %s, best level against worst, times: "
            .formatted(measure.title(), tier)
        + influences.stream()
            .map(
                influence ->
                    influence.factor().title()
                        + " "
                        + influence.effect()
                        + (influence.effect().isClear() ? "" : ", not clear"))
            .collect(Collectors.joining("; "));
  }

  private String original() {
    StringBuilder html = new StringBuilder("<section id=\"original\">\n");
    Section section = Section.of(findings).get(0);
    html.append("<h2>")
        .append(escaped(section.title()))
        .append("</h2>\n<div class=\"card\"><div class=\"panels\">\n");
    List<OriginalPanel> panels = OriginalPanel.of(findings);
    for (int index = 0; index < panels.size(); index++) {
      OriginalPanel panel = panels.get(index);
      html.append("<figure><figcaption>")
          .append(escaped(panel.title()))
          .append("<span class=\"key\">here</span>");
      if (panel.isTold()) {
        html.append("<span class=\"key key-told\">the original</span>");
      }
      html.append("</figcaption><div class=\"plot\" data-plot=\"original\" data-panel=\"")
          .append(index)
          .append("\" role=\"img\" aria-label=\"")
          .append(escaped(panel.words()))
          .append("\"></div></figure>\n");
    }
    html.append("</div></div>\n");
    section.tables().forEach(table -> html.append(card(table)));
    return html.append("</section>\n").toString();
  }

  private String tier(Tier tier) {
    StringBuilder html = new StringBuilder();
    html.append("<section id=\"")
        .append(tier)
        .append("\">\n<h2>")
        .append(Section.capital(tier.toString()))
        .append("</h2>\n");
    List<Factor> factors = factors(tier);
    if (!factors.isEmpty()) {
      html.append(
          "<p class=\"note how\">Large dots are medians, bars ranges over the rounds, small dots"
              + " single rounds; shaded: the usual level. A triangle stands for at least that: live"
              + " calls came faster than they were done. Axes begin at 0, or are logarithmic where"
              + " figures differ by more than ten times.</p>\n");
    }
    for (Factor factor : factors) {
      html.append("<div class=\"card\"><h3>")
          .append(escaped(Section.capital(factor.title())))
          .append("</h3><p class=\"note\">")
          .append(escaped(factor.meaning()))
          .append("</p><div class=\"panels\">\n");
      List<Trial> levels = levels(tier, factor);
      for (Panel panel : Panel.of(findings, levels)) {
        html.append(figure(tier, factor, levels, panel));
      }
      html.append("</div></div>\n");
    }
    html.append("<div class=\"tables\">\n");
    new Tables(findings).of(tier).forEach(table -> html.append(card(table)));
    html.append("</div>\n");
    return html.append("</section>\n").toString();
  }

  private String figure(Tier tier, Factor factor, List<Trial> levels, Panel panel) {
    StringBuilder html = new StringBuilder("<figure><figcaption>");
    html.append(escaped(panel.title()))
        .append(" <span class=\"unit\">")
        .append(panel.unit())
        .append("</span>");
    if (panel.measures().size() > 1) {
      for (int index = 0; index < panel.measures().size(); index++) {
        html.append("<span class=\"key key-")
            .append(index)
            .append("\">")
            .append(panel.series(panel.measures().get(index)))
            .append("</span>");
      }
    }
    return html.append("</figcaption><div class=\"plot\" data-plot=\"levels\" data-tier=\"")
        .append(tier)
        .append("\" data-setting=\"")
        .append(factor)
        .append("\" data-panel=\"")
        .append(panel.name())
        .append("\" role=\"img\" aria-label=\"")
        .append(escaped(panel.words(factor, findings, levels)))
        .append("\"></div></figure>\n")
        .toString();
  }

  private static String card(Table table) {
    StringBuilder html =
        new StringBuilder(
            "<div class=\"card\"><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html.append(escaped(table.title()))
        .append("\"><table><caption>")
        .append(escaped(table.title()))
        .append("</caption><thead><tr>");
    for (Table.Column column : table.columns()) {
      html.append(column.number() ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">")
          .append(escaped(column.header()))
          .append("</th>");
    }
    html.append("</tr></thead><tbody>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      for (int index = 0; index < row.size(); index++) {
        String cell = escaped(row.get(index));
        if (index == 0) {
          html.append("<th scope=\"row\">").append(cell).append("</th>");
        } else {
          html.append(table.columns().get(index).number() ? "<td class=\"num\">" : "<td>")
              .append(cell)
              .append("</td>");
        }
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div></div>\n").toString();
  }

  // Data for the plots.

  private List<Factor> factors(Tier tier) {
    return Factor.of(tier).stream().filter(factor -> levels(tier, factor).size() > 1).toList();
  }

  private List<Trial> levels(Tier tier, Factor factor) {
    return Trials.levels(tier, factor, findings.trials(tier));
  }

  private ObjectNode data() {
    ObjectNode data = MAPPER.createObjectNode();
    data.set("context", context.json(MAPPER));
    ArrayNode tiers = data.putArray("tiers");
    for (Tier tier : findings.tiers()) {
      ObjectNode one = tiers.addObject().put("tier", tier.toString());
      ArrayNode settings = one.putArray("settings");
      factors(tier).forEach(factor -> into(settings.addObject(), tier, factor));
      ArrayNode influences = one.putArray("influences");
      for (Measure measure : Answers.ANSWERED) {
        ObjectNode ofMeasure = influences.addObject().put("measure", measure.key());
        ArrayNode all = ofMeasure.putArray("settings");
        findings.influences(tier, measure).forEach(influence -> into(all.addObject(), influence));
      }
    }
    ArrayNode original = data.putArray("original");
    OriginalPanel.of(findings).forEach(panel -> original.add(panel.json(MAPPER)));
    return data;
  }

  private void into(ObjectNode json, Tier tier, Factor factor) {
    List<Trial> levels = levels(tier, factor);
    json.put("setting", factor.toString());
    ArrayNode all = json.putArray("levels");
    for (Trial trial : levels) {
      all.addObject()
          .put("level", trial.configuration().level(factor))
          .put("usual", trial.isUsual());
    }
    ArrayNode panels = json.putArray("panels");
    for (Panel panel : Panel.of(findings, levels)) {
      ObjectNode one =
          panels
              .addObject()
              .put("panel", panel.name())
              .put("setting", factor.title())
              .put("unit", panel.unit())
              .put("live", panel.live())
              .put("logarithmic", panel.isLogarithmic(findings, levels))
              .put("ordered", LevelOrder.isByQuantity(levels, factor));
      ArrayNode series = one.putArray("series");
      for (Measure measure : panel.measures()) {
        ArrayNode figures = series.addObject().put("name", measure.title()).putArray("levels");
        levels.forEach(trial -> into(figures, factor, measure, trial));
      }
    }
  }

  private void into(ArrayNode figures, Factor factor, Measure measure, Trial trial) {
    Optional<Spread> spread = findings.spread(trial, measure);
    if (spread.isPresent()) {
      ObjectNode one =
          figures
              .addObject()
              .put("level", trial.configuration().level(factor))
              .put("kept_up", findings.keptUp(trial));
      spread.get().into(one);
      ArrayNode all = one.putArray("figures");
      findings.comparison(trial.tier(), measure).figures(trial).forEach(all::add);
    }
  }

  private static void into(ObjectNode json, Influence influence) {
    Effect effect = influence.effect();
    json.put("setting", influence.factor().toString())
        .put("title", influence.factor().title())
        .put("best", influence.bestLevel())
        .put("worst", influence.worstLevel())
        .put("ratio", effect.ratio())
        .put("low", effect.hasInterval() ? (Double) effect.low() : null)
        .put("high", effect.hasInterval() ? (Double) effect.high() : null)
        .put("clear", effect.isClear());
  }

  // The file.

  private static String words(String sentence) {
    // An interval is not broken at its dash.
    return TYPED
        .matcher(escaped(sentence).replace("–", "\u2060–\u2060"))
        .replaceAll("<code>$1</code>");
  }

  /** Text in an element or an attribute. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** JSON in which nothing can end the script that it stands in. */
  private static String inScript(JsonNode json) {
    try {
      return MAPPER.writeValueAsString(json).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private static String echartsVersion() {
    Properties properties = new Properties();
    try (InputStream file = HtmlReport.class.getResourceAsStream(ECHARTS_POM)) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the plots' library can't be read", e);
    }
    return properties.getProperty("version");
  }

  private static String resource(String name) {
    try (InputStream file = HtmlReport.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be read", e);
    }
  }
}
