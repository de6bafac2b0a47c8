package org.sfcalls.e2e.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.sfcalls.sandbox.process.ChildProcess;
import org.sfcalls.sandbox.process.JavaCommand;
import org.sfcalls.sandbox.process.Program;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.Topics;

/**
 * A real broker, a real registry, and ingest processes that share the partitions or the analytics
 * job on a cluster of Spark's own master and workers, to be killed and started again. Closing it
 * ends them all.
 */
final class CrashingPipeline implements AutoCloseable {

  /** Consumer group of the ingest processes. */
  static final String GROUP = "crashing-ingest";

  static final String BROKER = "broker";
  static final String ANALYTICS = "analytics";
  static final List<String> WORKERS = List.of("worker-1", "worker-2");

  private static final String MASTER = "master";
  private static final Duration LIMIT = Duration.ofMinutes(1);
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
    start(
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
                // The least that the broker allows: killed processes are missed sooner.
                "--kafka.property",
                "session.timeout.ms=6000",
                "--kafka.property",
                "heartbeat.interval.ms=2000",
                "--http",
                "off")));
  }

  /**
   * Starts a cluster of two workers, and the analytics job on it with an executor on each.
   *
   * @param maxOffsetsPerTrigger most records of a batch
   */
  void startAnalytics(int maxOffsetsPerTrigger) throws IOException {
    start(
        sparkDaemon(
            MASTER,
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")));
    await("the master listens", () -> output(MASTER).contains("Starting Spark master at "));
    String master =
        output(MASTER).replaceAll("(?s).*Starting Spark master at (spark://\\S+).*", "$1");
    for (String worker : WORKERS) {
      start(
          sparkDaemon(
              worker,
              "org.apache.spark.deploy.worker.Worker",
              List.of(
                  "--host",
                  "127.0.0.1",
                  "--webui-port",
                  "0",
                  "--cores",
                  "1",
                  "--memory",
                  "512m",
                  "--work-dir",
                  data.resolve(worker).toString(),
                  master)));
    }
    start(job(master, maxOffsetsPerTrigger));
  }

  private Program sparkDaemon(String name, String main, List<String> arguments) {
    return program(
        name,
        "256m",
        List.of("@" + sparkOptions(), "-XX:TieredStopAtLevel=1"),
        // Without the job's settings: a cluster has its own, and tells more.
        List.of("-cp", INSTALLATION.sparkHome().resolve("jars") + "/*", main),
        arguments);
  }

  private Program job(String master, int maxOffsetsPerTrigger) {
    return program(
        ANALYTICS,
        "768m",
        List.of("@" + sparkOptions(), "-XX:TieredStopAtLevel=1"),
        List.of("-cp", INSTALLATION.sparkClassPath(), "org.apache.spark.deploy.SparkSubmit"),
        List.of(
            "--master",
            master,
            "--conf",
            "spark.executor.memory=512m",
            "--conf",
            "spark.executor.cores=1",
            "--conf",
            "spark.cores.max=2",
            "--conf",
            "spark.sql.shuffle.partitions=2",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.driver.bindAddress=127.0.0.1",
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
            // Another job may run, in another test.
            "--http",
            "off",
            "--checkpoint",
            data.resolve("checkpoint").toString(),
            "--sink",
            "kafka,parquet",
            "--parquet",
            parquet().toString(),
            "--max-offsets-per-trigger",
            Integer.toString(maxOffsetsPerTrigger)));
  }

  private static Path sparkOptions() {
    return INSTALLATION.home().resolve("sandbox/target/classes/spark-java.args");
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

  /** Kills the executor of a worker, once it has one; the worker goes on. */
  void killExecutorOf(String worker) {
    await(worker + " has an executor", () -> handle(worker).children().findAny().isPresent());
    handle(worker).children().forEach(ProcessHandle::destroyForcibly);
  }

  private void start(Program program) {
    programs.put(program.name(), program);
    start(program.name());
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

  private void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .until(
            () -> {
              requireAllAlive();
              return condition.call();
            });
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
    JavaCommand java = new JavaCommand(INSTALLATION.tether(), heap, data.resolve("temporary"));
    return new Program(
        name,
        java.line(options, program, arguments),
        Map.of(
            "SPARK_HOME",
            INSTALLATION.sparkHome().toString(),
            "SPARK_LOCAL_IP",
            "127.0.0.1",
            // As the scripts of a distribution set it.
            "SPARK_SCALA_VERSION",
            "2.12",
            "JAVA_HOME",
            System.getProperty("java.home")),
        data,
        stack.log(name));
  }

  @Override
  public void close() {
    stack.close();
  }
}
