package org.sfcalls.sandbox.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sfcalls.sandbox.process.ChildProcess;
import org.sfcalls.sandbox.process.JavaCommand;
import org.sfcalls.sandbox.process.Program;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.Topics;

/**
 * A real broker, a real registry and ingest processes that share the partitions or the analytics
 * job, to be killed and started again. Closing it ends them all.
 */
final class CrashingPipeline implements AutoCloseable {

  /** Consumer group of the ingest processes. */
  static final String GROUP = "crashing-ingest";

  static final String BROKER = "broker";
  static final String ANALYTICS = "analytics";

  private static final Installation INSTALLATION = new Installation(Path.of(".."));

  private final Path data;
  private final Stack stack;
  private final Map<String, Program> programs = new HashMap<>();
  private final Map<String, ChildProcess> running = new HashMap<>();

  /** Starts broker and registry. */
  CrashingPipeline(Path data, Topics topics, int partitions) {
    this.data = data.toAbsolutePath();
    this.stack =
        Stack.start(
            INSTALLATION, new StackSettings(data, true, 0, 0, 0, partitions), topics, line -> {});
    // With the settings and ports that the stack wrote down for it.
    programs.put(
        BROKER,
        program(
            BROKER,
            List.of(
                "-Xss512k",
                "-Dlog4j2.configurationFile=" + this.data.resolve("broker-log4j2.yaml")),
            List.of("-cp", INSTALLATION.brokerClassPath(), "kafka.Kafka"),
            List.of(this.data.resolve("broker.properties").toString())));
    running.put(
        BROKER,
        stack.supervisor().running().stream()
            .filter(child -> child.name().equals(BROKER))
            .findFirst()
            .orElseThrow());
  }

  String bootstrap() {
    return stack.bootstrap();
  }

  String registryUrl() {
    return stack.registryUrl();
  }

  /** Starts one more ingest process, with a state folder of its own. */
  void startIngest(String name) {
    programs.put(
        name,
        program(
            name,
            List.of(),
            List.of("-cp", INSTALLATION.ingestClassPath(), "org.sfcalls.ingest.IngestMain"),
            List.of(
                "ingest",
                "--bootstrap",
                bootstrap(),
                "--registry",
                registryUrl(),
                "--application-id",
                GROUP,
                "--state-dir",
                data.resolve("state-" + name).toString(),
                "--http",
                "off")));
    start(name);
  }

  /** Starts the analytics job, which reads so many records a batch at most. */
  void startAnalytics(int maxOffsetsPerTrigger) {
    programs.put(
        ANALYTICS,
        program(
            ANALYTICS,
            "768m",
            List.of(
                "@" + INSTALLATION.home().resolve("sandbox/target/classes/spark-java.args"),
                "-XX:TieredStopAtLevel=1"),
            List.of("-cp", INSTALLATION.sparkClassPath(), "org.apache.spark.deploy.SparkSubmit"),
            List.of(
                "--master",
                "local[2]",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.local.dir=" + data.resolve("temporary"),
                "--class",
                "org.sfcalls.analytics.AnalyticsMain",
                INSTALLATION.analyticsJar().toString(),
                "--bootstrap",
                bootstrap(),
                "--registry",
                registryUrl(),
                "--radio-codes",
                INSTALLATION.radioCodes().toString(),
                "--checkpoint",
                data.resolve("checkpoint").toString(),
                "--sink",
                "kafka,parquet",
                "--parquet",
                parquet().toString(),
                "--max-offsets-per-trigger",
                Integer.toString(maxOffsetsPerTrigger))));
    start(ANALYTICS);
  }

  /** Where the analytics job puts final windows. */
  Path parquet() {
    return data.resolve("parquet");
  }

  /** All that a program has written so far. */
  String output(String name) throws IOException {
    return Files.readString(stack.log(name));
  }

  /** Ends a program as {@code kill -9} does; returns when it is gone. */
  void kill(String name) {
    handle(name).destroyForcibly();
    exitCode(name);
  }

  /** Starts a program again with the command that it had. */
  void start(String name) {
    running.put(name, stack.supervisor().startService(programs.get(name)));
  }

  /** Asks a program to end, as {@code kill} does, and returns its exit code. */
  int stop(String name) {
    handle(name).destroy();
    return exitCode(name);
  }

  /**
   * Checks that nobody has ended unasked.
   *
   * @throws AssertionError with the last lines of the log of a program that has
   */
  void requireAllAlive() {
    for (ChildProcess child : running.values()) {
      if (!child.isAlive()) {
        throw new AssertionError(child.obituary());
      }
    }
  }

  private ProcessHandle handle(String name) {
    return ProcessHandle.of(running.get(name).pid()).orElseThrow();
  }

  private int exitCode(String name) {
    return running.get(name).exit().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private Program program(
      String name, List<String> options, List<String> program, List<String> arguments) {
    return program(name, "384m", options, program, arguments);
  }

  private Program program(
      String name,
      String heap,
      List<String> options,
      List<String> program,
      List<String> arguments) {
    JavaCommand java = new JavaCommand(INSTALLATION.agent(), heap, data.resolve("temporary"));
    return new Program(
        name,
        java.line(options, program, arguments),
        Map.of("SPARK_HOME", INSTALLATION.sparkHome().toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
        data,
        stack.log(name));
  }

  @Override
  public void close() {
    stack.close();
  }
}
