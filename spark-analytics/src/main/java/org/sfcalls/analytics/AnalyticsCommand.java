package org.sfcalls.analytics;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sfcalls.access.AwaitSetup;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.access.Patience;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.account.Account;
import org.sfcalls.account.AccountText;
import org.sfcalls.account.BatchFigures;
import org.sfcalls.analytics.batch.BatchCount;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.counting.UnlistedCalls;
import org.sfcalls.analytics.preflight.BrokerCheck;
import org.sfcalls.analytics.preflight.Checkpoint;
import org.sfcalls.analytics.preflight.ContractCheck;
import org.sfcalls.analytics.preflight.QuerySettings;
import org.sfcalls.analytics.preflight.SourceTopic;
import org.sfcalls.analytics.progress.ProgressOptions;
import org.sfcalls.analytics.progress.ProgressReport;
import org.sfcalls.analytics.progress.UnlistedDispositions;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.analytics.reading.BoundedTopic;
import org.sfcalls.analytics.reading.CallStream;
import org.sfcalls.analytics.running.QueryRun;
import org.sfcalls.analytics.running.StopBetweenBatches;
import org.sfcalls.analytics.writing.ConsoleSink;
import org.sfcalls.analytics.writing.KafkaSink;
import org.sfcalls.analytics.writing.ParquetSink;
import org.sfcalls.analytics.writing.Sink;
import org.sfcalls.analytics.writing.StreamedQuery;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;
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
    description = {
      "Counts the calls of calls.clean over sliding windows, by type and disposition. Runs until it"
          + " is stopped (Ctrl-C) and goes on from its checkpoint when started again.",
      "With --mode batch it counts what is there, once, from export files (--input) or else from"
          + " calls.clean, and prints what became of each record. Exits 1 when that does not"
          + " balance."
    })
final class AnalyticsCommand implements Callable<Integer> {

  /** How long a running batch may take when the program is to end. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  /** Spark tells of a batch a moment after its end. */
  private static final Duration LAST_PROGRESS = Duration.ofSeconds(5);

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

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private TopicOptions topicOptions;
  @Mixin private RegistryOptions registryOptions;
  @Mixin private AwaitSetup awaitSetup;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = "Folder that keeps the query's offsets and state; on a cluster, a shared one.",
      defaultValue = LocalInstallation.DATA + "/" + LocalInstallation.CHECKPOINT)
  private String checkpointFolder;

  @Option(
      names = "--radio-codes",
      paramLabel = "FILE",
      description = "Table of radio codes, JSON.",
      defaultValue = LocalInstallation.RADIO_CODES)
  private String radioCodes;

  @Option(
      names = "--sink",
      paramLabel = "SINK",
      split = ",",
      description =
          "Where counts go, one or several of: ${COMPLETION-CANDIDATES}. Default: kafka; with --mode"
              + " batch, console.")
  private List<AnalyticsConfig.SinkName> sinks;

  @Option(
      names = "--parquet",
      paramLabel = "DIR",
      description =
          "Folder of the sink parquet, for this query alone; final windows are in DIR/windows.")
  private String parquet;

  @Mixin private ProgressOptions progress;

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
      defaultValue = "1000000")
  private long maxOffsetsPerTrigger;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "Length of a window; a whole multiple of --slide.",
      defaultValue = "10m")
  private Duration window;

  @Option(
      names = "--slide",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "Time from one window's start to the next's; windows begin at multiples, UTC.",
      defaultValue = "5m")
  private Duration slide;

  @Option(
      names = "--watermark",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description =
          "How far the watermark stays behind the newest call of the slowest partition; windows that"
              + " it has reached the end of are closed.",
      defaultValue = "10m")
  private Duration watermark;

  @Option(
      names = "--group-by",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "What calls are counted by beside the window: type, disposition or both. A column that is"
              + " left out is "
              + GroupColumn.ALL
              + " in every count.",
      defaultValue = "type,disposition")
  private List<String> groupBy;

  @Option(
      names = "--trigger",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description =
          "Time from one batch's start to the next's; 0s for as soon as there is something to read.",
      defaultValue = "0s")
  private Duration trigger;

  @Option(
      names = "--idle-after",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description =
          "How long a partition may be without calls while others have some before it no longer holds"
              + " the watermark.",
      defaultValue = "30s")
  private Duration idleAfter;

  @Option(
      names = "--query-name",
      paramLabel = "NAME",
      description = "The query's name in Spark's metrics and logs.",
      defaultValue = "call-counts")
  private String queryName;

  @Option(
      names = "--reset",
      description =
          "Delete the checkpoint and count the whole topic anew. Counts are totals: those of the same"
              + " windows are written over; late pairs that were told before stay on calls.late.")
  private boolean reset;

  @Option(
      names = "--registry-wait",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "How long to wait for the schema registry to start.",
      defaultValue = "60s")
  private Duration registryWait;

  @Option(
      names = "--broker-wait",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "How long to wait for a broker to start.",
      defaultValue = "60s")
  private Duration brokerWait;

  @Override
  public Integer call() throws Exception {
    if (sinks == null) {
      // A batch publishes nothing that nobody asked for.
      sinks =
          List.of(
              mode == Mode.batch
                  ? AnalyticsConfig.SinkName.console
                  : AnalyticsConfig.SinkName.kafka);
    }
    AnalyticsConfig config = config();
    if (mode == Mode.batch) {
      return batch(config);
    }
    refuseWithoutBatch(!input.isEmpty(), "--input");
    refuseWithoutBatch(json, "--json");
    stream(config);
    return 0;
  }

  private void stream(AnalyticsConfig config) throws Exception {
    Registry registry = config.registry().open();
    Patience patience = new Patience(awaitSetup.given());
    if (awaitSetup.given()) {
      JobSession.startMeanwhile("sfcalls-analytics");
    }
    ContractCheck.run(
        registry, config.topics(), CallStream.readerSchema(), patience, config.registryWait());
    SourceTopic topic =
        BrokerCheck.run(config.kafka(), config.topics(), patience, config.brokerWait());
    SparkConf given = new SparkConf();
    Checkpoint checkpoint =
        new Checkpoint(config.checkpoint(), SparkHadoopUtil.get().newConfiguration(given));
    if (reset) {
      checkpoint.reset();
    }
    // Before Spark is started, so that a refusal does not take as long as a start.
    checkpoint.requireIntact(config.parquet());
    Optional<Integer> stateParts = checkpoint.shufflePartitions();
    checkpoint.check(
        settings(config, topic, given.getInt(JobSession.SHUFFLE_PARTITIONS, stateParts.orElse(0))),
        topic);
    checkpoint.checkStateStore(given);
    try (StopBetweenBatches stop = StopBetweenBatches.onSignal(STOP_PATIENCE, System.out)) {
      SparkSession spark = JobSession.start("sfcalls-analytics", stateParts);
      int parts = Integer.parseInt(spark.conf().get(JobSession.SHUFFLE_PARTITIONS));
      checkpoint.begin(settings(config, topic, parts));
      Runnable beforeAgain =
          () ->
              BrokerCheck.again(config.kafka(), config.topics())
                  .ifPresent(found -> checkpoint.check(settings(config, found, parts), found));
      run(spark, config, registry, topic, stop, beforeAgain);
    }
  }

  private AnalyticsConfig config() {
    Topics topics = topicOptions.topics();
    try {
      return new AnalyticsConfig(
          kafkaOptions.connection(),
          registryOptions.connection(),
          topics,
          new WindowSpec(window, slide, watermark),
          Grouping.of(groupBy),
          checkpointFolder,
          radioCodes,
          sinks,
          Optional.ofNullable(parquet),
          progress.settings(topics),
          maxOffsetsPerTrigger,
          trigger,
          idleAfter,
          queryName,
          brokerWait,
          registryWait);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static QuerySettings settings(
      AnalyticsConfig config, SourceTopic topic, int shufflePartitions) {
    return QuerySettings.of(config.windows(), config.grouping(), topic, shufflePartitions);
  }

  private static void run(
      SparkSession spark,
      AnalyticsConfig config,
      Registry registry,
      SourceTopic topic,
      StopBetweenBatches stop,
      Runnable beforeAgain)
      throws Exception {
    RadioCodes codes = RadioCodes.read(spark, config.radioCodes());
    UnlistedDispositions unlisted = new UnlistedDispositions(spark);
    try (ProgressReport report =
        ProgressReport.start(
            spark.streams(),
            config.progress(),
            config.countedBy(),
            unlisted,
            batch -> StreamedQuery.nextWatermarkMs(config.checkpoint(), batch),
            config.kafka(),
            registry,
            config.topics(),
            System.out)) {
      EffectiveSettings.of(spark)
          .forEach((name, value) -> System.out.println(name + " = " + value));
      Dataset<Row> calls =
          CallStream.of(
              spark,
              new CallStream.Source(
                  config.kafka(),
                  config.registry(),
                  topic.name(),
                  topic.partitions(),
                  config.maxOffsetsPerTrigger(),
                  config.idleAfter(),
                  Optional.of(config.topics().inputEndedGroup())),
              config.windows(),
              config.grouping(),
              StreamedQuery.newestWatermarkMs(config.checkpoint()));
      // Dispositions that are not counted by have one text that stands for all of them.
      boolean told = config.grouping().by(GroupColumn.DISPOSITION);
      Dataset<Row> outcomes =
          CallCounts.of(
              calls, codes, config.windows(), told ? unlisted.counter() : UnlistedCalls.UNTOLD);
      List<Sink> targets = sinks(config, System.out, StreamedQuery.of(config.checkpoint()));
      new QueryRun(stop, System.out)
          .untilStopped(
              () -> AnalyticsJob.start(outcomes, targets, config, stop, unlisted::batchDone),
              beforeAgain);
      report.awaitLast(LAST_PROGRESS);
    }
  }

  /**
   * The sinks that are asked for; without the Kafka one neither broker nor registry is needed.
   *
   * @param console where tables go
   */
  private static List<Sink> sinks(
      AnalyticsConfig config, PrintStream console, StreamedQuery query) {
    List<Sink> sinks = new ArrayList<>();
    for (AnalyticsConfig.SinkName sink : config.sinks()) {
      sinks.add(
          switch (sink) {
            case kafka ->
                new KafkaSink(
                    config.kafka(), config.registry().open(), config.topics(), config.windows());
            case console -> new ConsoleSink(console, 20, config.windows());
            case parquet ->
                new ParquetSink(config.parquet().orElseThrow(), query, config.windows());
          });
    }
    return sinks;
  }

  /** Counts what is there, and ends. */
  private int batch(AnalyticsConfig config) throws IOException {
    for (String file : input) {
      if (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file))) {
        throw new ParameterException(
            spec.commandLine(),
            "--input is " + file + ", a file that is there and may be read is needed");
      }
    }
    boolean ofTopic = input.isEmpty();
    if (ofTopic
        && config.sinks().contains(AnalyticsConfig.SinkName.kafka)
        && !isEmpty(config, config.topics().late())) {
      throw new IllegalStateException(
          config.topics().late()
              + " holds calls that came too late for their windows, and a batch would count them"
              + " there; './sfcalls audit --repair' publishes totals without them, and"
              + " '--sink console' only shows the batch's");
    }
    List<Sink> targets = sinks(config, json ? System.err : System.out, StreamedQuery.ofOneBatch());
    SparkSession spark = JobSession.start("sfcalls-batch");
    BatchCount count =
        new BatchCount(
            spark,
            RadioCodes.read(spark, config.radioCodes()),
            config.windows(),
            config.grouping(),
            targets);
    BatchFigures figures =
        ofTopic
            ? count.ofTopic(
                BoundedTopic.now(config.kafka(), config.topics().clean()), config.registry())
            : count.ofFiles(input);
    Account account = Account.of(figures, config.windows().windowsPerCall());
    System.out.println(
        json ? AccountText.text(AccountText.json(account)) : AccountText.tables(account));
    return account.good() ? 0 : 1;
  }

  private static boolean isEmpty(AnalyticsConfig config, String topic) {
    BoundedTopic now = BoundedTopic.now(config.kafka(), topic);
    return now.ends().equals(now.begins());
  }

  private void refuseWithoutBatch(boolean given, String option) {
    if (given) {
      throw new ParameterException(
          spec.commandLine(), option + " is of --mode batch, and the mode is " + mode);
    }
  }
}
