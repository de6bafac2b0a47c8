package org.sfcalls.sandbox.operations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sfcalls.sandbox.stack.Installation;

/** The analytics job under Spark's own submit. */
final class AnalyticsProcess extends CommandProcess {
  private static final Installation INSTALLATION = new Installation(HOME);

  private AnalyticsProcess(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    super("analytics", folder, environment, command);
  }

  /**
   * Starts the job.
   *
   * @param folder where its output and Spark's temporary files go
   * @param environment variables set beside the test's own
   * @param master where Spark is to run it
   * @param spark settings for spark-submit
   */
  static AnalyticsProcess start(
      Path folder,
      Map<String, String> environment,
      String master,
      Map<String, String> spark,
      String... arguments)
      throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.local.dir", folder.toString());
    settings.putAll(spark);
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "@" + HOME.resolve("sandbox/target/classes/spark-java.args"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx768m",
                "-cp",
                INSTALLATION.sparkClassPath(),
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                master));
    settings.forEach((name, value) -> command.addAll(List.of("--conf", name + "=" + value)));
    command.addAll(
        List.of(
            "--class",
            "org.sfcalls.analytics.AnalyticsMain",
            INSTALLATION.analyticsJar().toString(),
            "--radio-codes",
            INSTALLATION.radioCodes().toString(),
            // Another job may run, in another test.
            "--http",
            "off"));
    command.addAll(List.of(arguments));
    Map<String, String> all = new LinkedHashMap<>(sparkEnvironment());
    all.putAll(environment);
    return new AnalyticsProcess(folder, all, command);
  }

  /** What Spark's programs look for. */
  static Map<String, String> sparkEnvironment() {
    return Map.of(
        "SPARK_HOME",
        INSTALLATION.sparkHome().toString(),
        "SPARK_LOCAL_IP",
        "127.0.0.1",
        // As the scripts of a distribution set it.
        "SPARK_SCALA_VERSION",
        "2.12",
        "JAVA_HOME",
        System.getProperty("java.home"));
  }

  /** Waits until it has written this. */
  AnalyticsProcess awaitOutput(String text) {
    awaitOutputOf(text);
    return this;
  }

  /** Waits until the query is about to start, past all that is looked at before. */
  AnalyticsProcess awaitRunning() {
    return awaitOutput("spark.sql.streaming.multipleWatermarkPolicy = min");
  }
}
