package org.sfcalls.sandbox.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.sandbox.analytics.AnalyticsTopics;
import org.sfcalls.sandbox.analytics.CleanCalls;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/** The job's jar as it is on a cluster of Spark's own master and two workers. */
class SparkClusterIT {
  private static final Topics TOPICS = Servers.TOPICS;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Installation INSTALLATION = new Installation(CommandProcess.HOME);

  /** The logs stay there when the test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final List<CommandProcess> started = new ArrayList<>();

  @AfterEach
  void endEverything() {
    // The last that was started first: executors must not outlive their workers.
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
  }

  @Test
  void totalsAreExactThoughAnExecutorAndAWorkerAreKilled() throws Exception {
    try (Servers servers = new Servers(folder, Map.of()).start()) {
      servers.createTopics(4);
      new Registry(servers.registryUrl()).register(TOPICS.subjects());
      List<PoliceCall> calls = CleanCalls.of(30_000, new Random(11));
      List<ProducerRecord<byte[], byte[]>> records =
          CleanCalls.records(calls, servers.registryUrl(), TOPICS);
      AnalyticsTopics written =
          new AnalyticsTopics(servers.bootstrap(), servers.registryUrl(), TOPICS);

      CommandProcess master =
          spark(
              "master",
              "org.apache.spark.deploy.master.Master",
              "--host",
              "127.0.0.1",
              "--port",
              "0",
              "--webui-port",
              "0");
      master.awaitOutputOf("Starting Spark master at ");
      String url =
          master.output().replaceAll("(?s).*Starting Spark master at (spark://\\S+).*", "$1");
      CommandProcess first = worker("worker-1", url);
      CommandProcess second = worker("worker-2", url);
      AnalyticsProcess job =
          AnalyticsProcess.start(
              folder,
              Map.of(),
              url,
              Map.of(
                  "spark.executor.memory", "512m",
                  "spark.executor.cores", "1",
                  "spark.cores.max", "2",
                  "spark.sql.shuffle.partitions", "2"),
              "--bootstrap",
              servers.bootstrap(),
              "--registry",
              servers.registryUrl(),
              "--checkpoint",
              folder.resolve("checkpoint").toString(),
              "--max-offsets-per-trigger",
              "1000");
      started.add(job);

      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", servers.bootstrap()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        records.subList(0, 10_000).forEach(producer::send);
        await("the first calls are counted")
            .atMost(LIMIT)
            .until(() -> working(job) && written.read() >= 2_000);
        kill(executorOf(first));

        records.subList(10_000, 20_000).forEach(producer::send);
        await("it goes on without the executor")
            .atMost(LIMIT)
            .until(() -> working(job) && written.read() >= 12_000);
        ProcessHandle orphan = executorOf(second);
        second.kill();
        kill(orphan);

        records.subList(20_000, records.size()).forEach(producer::send);
      }
      await("all are read")
          .atMost(LIMIT)
          .until(() -> working(job) && written.read() == records.size());

      assertThat(written.counts()).isEqualTo(CleanCalls.counted(calls));
      assertThat(written.late()).isZero();
      job.terminate();
      assertThat(job.exitCode()).as(job.output()).isEqualTo(143);
    }
  }

  private static boolean working(AnalyticsProcess job) {
    assertThat(job.isAlive()).as(job.output()).isTrue();
    return true;
  }

  private CommandProcess worker(String name, String master) throws IOException {
    return spark(
        name,
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "512m",
        "--work-dir",
        folder.resolve(name).toString(),
        master);
  }

  private CommandProcess spark(String name, String main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                CommandProcess.java(),
                "@" + CommandProcess.HOME.resolve("sandbox/target/classes/spark-java.args"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                // Without the job's settings: a cluster has its own, and tells more.
                "-cp",
                INSTALLATION.sparkHome().resolve("jars") + "/*",
                main));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new LinkedHashMap<>(AnalyticsProcess.sparkEnvironment());
    environment.put("SPARK_CONF_DIR", folder.toString());
    CommandProcess process = new CommandProcess(name, folder, environment, command);
    started.add(process);
    return process;
  }

  private static ProcessHandle executorOf(CommandProcess worker) {
    return worker.handle().children().findFirst().orElseThrow();
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    await().atMost(LIMIT).until(() -> !process.isAlive());
  }
}
