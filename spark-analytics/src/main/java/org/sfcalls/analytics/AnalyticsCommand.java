package org.sfcalls.analytics;

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
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.counting.WindowSpec;
import org.sfcalls.analytics.progress.BatchProgressListener;
import org.sfcalls.analytics.progress.ProgressOptions;
import org.sfcalls.analytics.progress.ProgressReport;
import org.sfcalls.analytics.progress.UnlistedDispositions;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.analytics.reading.CallStream;
import org.sfcalls.analytics.writing.ConsoleSink;
import org.sfcalls.analytics.writing.KafkaSink;
import org.sfcalls.analytics.writing.ParquetSink;
import org.sfcalls.analytics.writing.Sink;
import org.sfcalls.analytics.writing.StreamedQuery;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Counts calls until it is told to stop. */
@Command(
    name = "sfcalls analytics",
    showDefaultValues = true,
    description =
        "Counts the calls of calls.clean over sliding windows, by type and disposition. Runs until it"
            + " is stopped (Ctrl-C) and goes on from its checkpoint when started again.")
final class AnalyticsCommand implements Callable<Integer> {

  enum SinkName {
    kafka,
    console,
    parquet
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
      description = "Where counts go, one or several of: ${COMPLETION-CANDIDATES}.",
      defaultValue = "kafka")
  private List<SinkName> sinks;

  @Option(
      names = "--parquet",
      paramLabel = "DIR",
      description =
          "Folder of the sink parquet, for this query alone; final windows are in DIR/windows.")
  private String parquet;

  @Mixin private ProgressOptions progress;

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
    if (sinks.contains(SinkName.parquet) != (parquet != null)) {
      throw new ParameterException(
          this.spec.commandLine(), "--sink parquet and --parquet DIR need each other");
    }
    Topics topics = Topics.withPrefix("calls");
    WindowSpec spec = WindowSpec.DEFAULT;
    int partitions = partitions(topics.clean());
    Registry registry = new Registry(registryUrl);
    List<Sink> targets = new ArrayList<>();
    for (SinkName sink : sinks) {
      targets.add(
          switch (sink) {
            case kafka -> new KafkaSink(bootstrap, registry, topics);
            case console -> new ConsoleSink(System.out, 20);
            case parquet -> new ParquetSink(parquet, StreamedQuery.of(checkpoint));
          });
    }
    SparkSession spark = session();
    Dataset<Row> codes = RadioCodes.read(spark, radioCodes);
    UnlistedDispositions unlisted = new UnlistedDispositions(spark, RadioCodes.codes(codes));
    try (ProgressReport report =
        ProgressReport.start(
            spark.streams(),
            progress.settings(),
            unlisted,
            bootstrap,
            registry,
            topics,
            System.out)) {
      EffectiveSettings.of(spark)
          .forEach((name, value) -> System.out.println(name + " = " + value));
      Dataset<Row> outcomes =
          CallCounts.of(
              unlisted.watch(
                  BatchProgressListener.observed(
                      CallStream.of(
                          spark,
                          new CallStream.Source(
                              bootstrap,
                              registryUrl,
                              topics.clean(),
                              partitions,
                              maxOffsetsPerTrigger,
                              Duration.ofSeconds(idleAfterSeconds)),
                          spec))),
              codes,
              spec);
      StreamingQuery query = AnalyticsJob.start(outcomes, targets, checkpoint, unlisted::batchDone);
      query.awaitTermination();
    }
    return 0;
  }

  private void require(boolean holds, String option, long value) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", at least 1 is needed");
    }
  }

  /** Settings given to spark-submit win over these. */
  private static SparkSession session() {
    SparkSession spark = SparkSession.builder().appName("sfcalls-analytics").getOrCreate();
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    // What the account rests on: no partition's calls are late because another was read faster.
    spark.conf().set("spark.sql.streaming.multipleWatermarkPolicy", "min");
    if (!spark.sparkContext().getConf().contains("spark.sql.shuffle.partitions")) {
      // Each shuffle partition costs a task and a state commit a batch: as many as run at once.
      spark.conf().set("spark.sql.shuffle.partitions", spark.sparkContext().defaultParallelism());
    }
    return spark;
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
