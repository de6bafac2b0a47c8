package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sfcalls.benchmarks.report.Json;

/** A run as one HTML file with answers, plots and tables, which loads nothing. */
final class HtmlReport {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
  private static final String ECHARTS_POM =
      "/META-INF/maven/org.webjars.npm/echarts/pom.properties";

  private HtmlReport() {}

  /** The whole file; its script draws what the data say. */
  static String of(TuneReport.Data data) {
    String version = echartsVersion();
    Map<String, String> parts =
        Map.of(
            "css",
            resource("report.css"),
            "echarts-version",
            version,
            "data",
            inScript(data),
            "echarts",
            resource("/META-INF/resources/webjars/echarts/" + version + "/dist/echarts.min.js"),
            "script",
            resource("report.js"));
    return PLACE
        .matcher(resource("report.html"))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  private static String inScript(TuneReport.Data data) {
    try {
      return Json.MAPPER.writeValueAsString(data).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of our own can't be written", e);
    }
  }

  private static String echartsVersion() {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(resource(ECHARTS_POM)));
    } catch (IOException e) {
      throw new UncheckedIOException("the version of the plots' library can't be read", e);
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
