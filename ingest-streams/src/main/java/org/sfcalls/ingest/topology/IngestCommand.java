package org.sfcalls.ingest.topology;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.sfcalls.access.AwaitSetup;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.Health;
import org.sfcalls.access.HealthServer;
import org.sfcalls.access.HttpAddress;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.access.Patience;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.RegistryCheck;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.ingest.encoding.CallSerialization;
import org.sfcalls.ingest.health.StreamsHealth;
import org.sfcalls.ingest.metrics.IngestMeters;
import org.sfcalls.ingest.preflight.BrokerCheck;
import org.sfcalls.ingest.preflight.StateFolder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the topology until it is told to stop. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    description =
        "Validates raw calls: valid ones go to calls.clean as Avro, invalid ones to calls.rejected with"
            + " their reasons. Runs until it is stopped (Ctrl-C).")
public final class IngestCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(IngestCommand.class);

  /** Orchestrators kill after ten seconds; the JVM itself needs a part of them. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private TopicOptions topicOptions;
  @Mixin private RegistryOptions registryOptions;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description =
          "Consumer group; instances with the same id share the partitions. Default: sfcalls-ingest,"
              + " or PREFIX.ingest with --topic-prefix.")
  private String applicationId;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Folder for the state stores; each instance needs one of its own.",
      defaultValue = LocalInstallation.DATA + "/" + LocalInstallation.INGEST_STATE)
  private Path stateDir;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Stream threads; more than partitions do not help.",
      defaultValue = "2")
  private int threads;

  @Option(
      names = "--processing-guarantee",
      paramLabel = "GUARANTEE",
      description =
          "exactly_once_v2, or at_least_once: faster, but a crash may write and count records again.",
      defaultValue = "exactly_once_v2")
  private ProcessingGuarantee guarantee;

  @Mixin private LimitsOptions limitsOptions;

  @Mixin private AwaitSetup awaitSetup;

  @Option(
      names = "--repeat-retention",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description =
          "Event time for which a call is remembered to recognise repeats; 0s turns this off.",
      defaultValue = "7d")
  private Duration repeatRetention;

  @Option(
      names = "--max-repeat-calls",
      paramLabel = "N",
      description =
          "Most calls to remember per partition, about 55 bytes each; beyond, the oldest are"
              + " forgotten early.",
      defaultValue = "1000000")
  private int maxRepeatCalls;

  @Option(
      names = "--max-groups",
      paramLabel = "N",
      description =
          "Most different pairs of type and disposition per partition and day of event time; calls"
              + " beyond are rejected (TOO_MANY_GROUPS).",
      defaultValue = "" + IngestConfig.MAX_GROUPS)
  private int maxGroups;

  @Option(
      names = "--skip-deleted",
      description =
          "Go on after raw records that were deleted before they were read, and count them as lost."
              + " Without it, ingest does not start then.")
  private boolean skipDeleted;

  enum Serializer {
    DIRECT,
    CONFLUENT
  }

  @Option(
      names = "--serializer",
      paramLabel = "SERIALIZER",
      description =
          "How to encode calls: direct, or confluent for Confluent's KafkaAvroSerializer; the bytes are"
              + " the same.",
      defaultValue = "direct")
  private Serializer serializer;

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

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Address for /health/live, /health/ready and /metrics, or off; port 0 takes any that is"
              + " free (environment: SFCALLS_HTTP).",
      defaultValue = "${env:SFCALLS_HTTP:-" + LocalInstallation.INGEST_HTTP + "}")
  private String http;

  @Override
  public Integer call() throws InterruptedException {
    Topics topics = topicOptions.topics();
    String applicationId = this.applicationId == null ? topics.ingestGroup() : this.applicationId;
    Registry registry = registryOptions.registry();
    StreamsSettings settings;
    IngestConfig config;
    HttpAddress address;
    try {
      settings =
          new StreamsSettings(
              applicationId, stateDir, threads, guarantee, kafkaOptions.connection());
      config =
          new IngestConfig(
              topics,
              limitsOptions.limits(),
              new RepeatMemory(repeatRetention, maxRepeatCalls),
              maxGroups,
              serializer == Serializer.DIRECT
                  ? new CallSerialization.Direct()
                  : new CallSerialization.Confluent(registry.client()));
      address = http.equals("off") ? null : HttpAddress.parse(http);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    AtomicReference<KafkaStreams> running = new AtomicReference<>();
    try (IngestMeters meters = new IngestMeters();
        HealthServer server =
            address == null
                ? null
                : HealthServer.start(address, () -> health(running.get()), meters::scrape);
        StateFolder folder = StateFolder.claim(stateDir, applicationId)) {
      if (server != null) {
        LOG.info("health and metrics at {}", server.url());
      }
      Patience patience = new Patience(awaitSetup.given());
      SchemaIds schemaIds =
          RegistryCheck.ask(patience, registryWait, () -> SchemaIds.from(registry, topics));
      BrokerCheck.Found found =
          new BrokerCheck(
                  settings.kafka(),
                  topics,
                  applicationId,
                  Set.of(IngestTopology.REPEATS_STORE, IngestTopology.LEDGER_STORE),
                  IngestTopology.LEDGER_STORE,
                  skipDeleted)
              .run(patience, brokerWait);
      Topology topology = IngestTopology.build(config, schemaIds, found, Clock.systemUTC(), meters);
      LOG.debug("{}", topology.describe());
      run(topology, settings, topics, meters, running);
    }
    return 0;
  }

  private static void run(
      Topology topology,
      StreamsSettings settings,
      Topics topics,
      IngestMeters meters,
      AtomicReference<KafkaStreams> running)
      throws InterruptedException {
    StreamFailures failures =
        new StreamFailures(settings.kafka(), settings.applicationId(), meters::threadReplaced);
    CountDownLatch stopped = new CountDownLatch(1);
    try {
      Properties properties = settings.properties();
      properties.put(RefusedRecords.FAILURES, failures);
      KafkaStreams streams = new KafkaStreams(topology, properties);
      running.set(streams);
      streams.setUncaughtExceptionHandler(failures);
      streams.setStateListener(
          (now, before) -> {
            LOG.info("{} -> {}", before, now);
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
              stopped.countDown();
            }
          });
      meters.watch(streams, Set.of(topics.raw(), topics.repartitioned()));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(streams), "close"));
      streams.start();
    } catch (KafkaException | IllegalArgumentException e) {
      throw failures.asCommandFailure(e);
    }
    stopped.await();
    failures.throwIfFatal();
  }

  /** Leaves the group, so that other instances take the partitions over at once. */
  private static void close(KafkaStreams streams) {
    if (streams.state().hasCompletedShutdown()) {
      // It failed. That has been told, and is to be the last line.
      return;
    }
    boolean closed =
        streams.close(
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT));
    // Told here and not by the state's listener alone, which the end of the JVM may outrun.
    if (closed) {
      LOG.info("closed; other instances can take its partitions at once");
    } else {
      LOG.warn(
          "not closed within {} s; the broker aborts the open transaction, and its records are read"
              + " again at the next start",
          CLOSE_TIMEOUT.toSeconds());
    }
  }

  private static Health health(KafkaStreams streams) {
    return streams == null
        ? StreamsHealth.STARTING
        : StreamsHealth.of(streams.state(), streams.metadataForLocalThreads().size());
  }
}
