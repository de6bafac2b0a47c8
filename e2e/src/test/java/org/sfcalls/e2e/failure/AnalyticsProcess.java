package org.sfcalls.e2e.failure;

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
   * @param spark settings for spark-submit
   */
  static AnalyticsProcess start(
      Path folder, Map<String, String> environment, Map<String, String> spark, String... arguments)
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
                "local[2]"));
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
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("SPARK_HOME", INSTALLATION.sparkHome().toString());
    all.put("SPARK_LOCAL_IP", "127.0.0.1");
    return new AnalyticsProcess(folder, all, command);
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
