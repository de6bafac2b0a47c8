package org.sfcalls.analytics;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.sfcalls.analytics.batch.BatchAccount;
import org.sfcalls.analytics.batch.BatchCount;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.counting.WindowSpec;
import org.sfcalls.analytics.progress.BatchProgressListener;
import org.sfcalls.analytics.progress.ProgressLine;
import org.sfcalls.analytics.progress.ProgressTopic;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.analytics.reading.BoundedTopic;
import org.sfcalls.analytics.reading.CallStream;
import org.sfcalls.analytics.writing.ConsoleSink;
import org.sfcalls.analytics.writing.KafkaSink;
import org.sfcalls.analytics.writing.Sink;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Counts calls until it is told to stop. */
@Command(
    name = "sfcalls analytics",
    showDefaultValues = true,
    description = {
      "Counts the calls of calls.clean over sliding windows, by type and disposition. Runs until it"
          + " is stopped (Ctrl-C) and goes on from its checkpoint when started again.",
      "With --mode batch it counts what is there, once, from export files (--input) or else from"
          + " calls.clean, and prints what became of each record. Exits 1 when that does not"
          + " balance."
    })
final class AnalyticsCommand implements Callable<Integer> {

  enum SinkName {
    kafka,
    console
  }

  enum Mode {
    stream,
    batch
  }

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Kafka brokers to begin with.",
      defaultValue = "127.0.0.1:9092")
  private String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "Schema registry that speaks Confluent's API.",
      defaultValue = "http://127.0.0.1:8081/apis/ccompat/v7")
  private String registryUrl;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = "Folder that keeps the query's offsets and state; on a cluster, a shared one.",
      defaultValue = ".sfcalls/checkpoint")
  private String checkpoint;

  @Option(
      names = "--radio-codes",
      paramLabel = "FILE",
      description = "Table of radio codes, JSON.",
      defaultValue = "data/radio_code.json")
  private String radioCodes;

  @Option(
      names = "--sink",
      paramLabel = "SINK",
      split = ",",
      description =
          "Where counts go, one or several of: ${COMPLETION-CANDIDATES}. Default: kafka; with --mode"
              + " batch, console.")
  private List<SinkName> sinks;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "stream, or batch: count what is there and end.",
      defaultValue = "stream")
  private Mode mode;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "With --mode batch: export files to count, JSON arrays or lines, plain or gzip, validated as"
              + " ingest does. Every executor must read them at the same path.")
  private List<String> input = List.of();

  @Option(
      names = "--json",
      description = "With --mode batch: print the account as one JSON object, and nothing else.")
  private boolean json;

  @Option(
      names = "--max-offsets-per-trigger",
      paramLabel = "N",
      description = "Most records of a micro-batch, all partitions together.",
      defaultValue = "100000")
  private long maxOffsetsPerTrigger;

  @Option(
      names = "--idle-after",
      paramLabel = "SECONDS",
      description =
          "How long a partition may be without calls while others have some before it no longer holds"
              + " the watermark.",
      defaultValue = "30")
  private long idleAfterSeconds;

  @Override
  public Integer call() throws Exception {
    require(maxOffsetsPerTrigger >= 1, "--max-offsets-per-trigger", maxOffsetsPerTrigger);
    require(idleAfterSeconds >= 1, "--idle-after", idleAfterSeconds);
    Topics topics = Topics.withPrefix("calls");
    WindowSpec spec = WindowSpec.DEFAULT;
    if (sinks == null) {
      // A batch publishes nothing that nobody asked for.
      sinks = List.of(mode == Mode.batch ? SinkName.console : SinkName.kafka);
    }
    if (mode == Mode.batch) {
      return batch(topics, spec);
    }
    refuseWithoutBatch(!input.isEmpty(), "--input");
    refuseWithoutBatch(json, "--json");
    int partitions = partitions(topics.clean());
    Registry registry = new Registry(registryUrl);
    List<Sink> targets = targets(topics, System.out);
    SparkSession spark = JobSession.start("sfcalls-analytics");
    try (ProgressTopic progressTopic = new ProgressTopic(bootstrap, registry, topics)) {
      ProgressLine line = new ProgressLine(System.out);
      spark
          .streams()
          .addListener(new BatchProgressListener(topics.clean(), line.andThen(progressTopic)));
      EffectiveSettings.of(spark)
          .forEach((name, value) -> System.out.println(name + " = " + value));
      Dataset<Row> outcomes =
          CallCounts.of(
              CallStream.of(
                  spark,
                  new CallStream.Source(
                      bootstrap,
                      registryUrl,
                      topics.clean(),
                      partitions,
                      maxOffsetsPerTrigger,
                      Duration.ofSeconds(idleAfterSeconds)),
                  spec),
              RadioCodes.read(spark, radioCodes),
              spec);
      StreamingQuery query = AnalyticsJob.start(outcomes, targets, checkpoint);
      query.awaitTermination();
    }
    return 0;
  }

  /** Counts what is there, and ends. */
  private int batch(Topics topics, WindowSpec spec) throws IOException {
    for (String file : input) {
      if (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file))) {
        throw new ParameterException(
            this.spec.commandLine(),
            "--input is " + file + ", a file that is there and may be read is needed");
      }
    }
    boolean ofTopic = input.isEmpty();
    if (ofTopic && sinks.contains(SinkName.kafka) && !isEmpty(topics.late())) {
      throw new IllegalStateException(
          topics.late()
              + " holds calls that came too late for their windows, and a batch would count them"
              + " there; './sfcalls audit --repair' publishes totals without them, and"
              + " '--sink console' only shows the batch's");
    }
    List<Sink> targets = targets(topics, json ? System.err : System.out);
    SparkSession spark = JobSession.start("sfcalls-batch");
    BatchCount count = new BatchCount(spark, RadioCodes.read(spark, radioCodes), spec, targets);
    BatchAccount account =
        ofTopic
            ? count.ofTopic(BoundedTopic.now(bootstrap, topics.clean()), registryUrl)
            : count.ofFiles(input);
    System.out.println(json ? account.json() : account.tables());
    return account.balanced() ? 0 : 1;
  }

  private boolean isEmpty(String topic) {
    BoundedTopic now = BoundedTopic.now(bootstrap, topic);
    return now.ends().equals(now.begins());
  }

  /** The sinks that are asked for; without the Kafka one neither broker nor registry is needed. */
  private List<Sink> targets(Topics topics, PrintStream console) {
    List<Sink> targets = new ArrayList<>();
    for (SinkName sink : sinks) {
      targets.add(
          switch (sink) {
            case kafka -> new KafkaSink(bootstrap, new Registry(registryUrl), topics);
            case console -> new ConsoleSink(console, 20);
          });
    }
    return targets;
  }

  private void refuseWithoutBatch(boolean given, String option) {
    if (given) {
      throw new ParameterException(
          spec.commandLine(), option + " is of --mode batch, and the mode is " + mode);
    }
  }

  private void require(boolean holds, String option, long value) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", at least 1 is needed");
    }
  }

  private int partitions(String topic) throws InterruptedException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new IllegalStateException(
            "topic " + topic + " is not on the broker at " + bootstrap + "; create it first", e);
      }
      throw new IllegalStateException(
          "asking the broker at "
              + bootstrap
              + " about topic "
              + topic
              + ": "
              + e.getCause().getMessage(),
          e);
    }
  }
}
