package org.sfcalls.ingest.topology;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.sfcalls.ingest.command.CommandFailure;
import org.sfcalls.ingest.command.ProgramVersion;
import org.sfcalls.ingest.validation.Limits;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Registry.RegistryException;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
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
        "Validates raw calls: good ones go to calls.clean as Avro, the others to calls.rejected with"
            + " their reasons. Runs until it is stopped (Ctrl-C).")
public final class IngestCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(IngestCommand.class);

  /** Ten times what the broker takes compressed; memory is reserved only as it is used. */
  private static final int LARGEST_RECORD = 10 * Topics.MAX_RECORD_BYTES;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  /** An instance that was not heard for so long is taken for dead. */
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

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
  private String registry;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "Consumer group; instances with the same id share the partitions.",
      defaultValue = "sfcalls-ingest")
  private String applicationId;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Folder for the state stores; each instance needs one of its own.",
      defaultValue = ".sfcalls/ingest-state")
  private Path stateDir;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Stream threads; more than partitions do not help.",
      defaultValue = "2")
  private int threads;

  @Override
  public Integer call() throws InterruptedException {
    if (threads < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads is " + threads + ", at least 1 is needed");
    }
    Topics topics = Topics.withPrefix("calls");
    IngestConfig config =
        new IngestConfig(topics, Limits.DEFAULT, IngestConfig.DEFAULT_REPEAT_RETENTION);
    SchemaIds schemaIds = schemaIds(topics);
    Topology topology = IngestTopology.build(config, schemaIds, Clock.systemUTC());
    LOG.debug("{}", topology.describe());

    CountDownLatch stopped = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (KafkaStreams streams = new KafkaStreams(topology, settings())) {
      streams.setUncaughtExceptionHandler(
          e -> {
            if (e.getCause() instanceof InvalidTxnStateException) {
              // The broker was away for longer than a transaction may last, and has ended it when
              // it came back. Kafka Streams takes this for fatal, yet nothing is lost.
              LOG.warn("the broker has ended a transaction; going on from the last commit", e);
              return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
            failure.compareAndSet(null, e);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.setStateListener(
          (now, before) -> {
            LOG.info("{} -> {}", before, now);
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
              stopped.countDown();
            }
          });
      Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(CLOSE_TIMEOUT), "close"));
      streams.start();
      stopped.await();
    }
    if (failure.get() != null) {
      throw new CommandFailure(
          "the topology stopped: " + failure.get().getMessage(), failure.get());
    }
    return 0;
  }

  private SchemaIds schemaIds(Topics topics) {
    try {
      return SchemaIds.from(new Registry(registry), topics);
    } catch (RegistryException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5_000);
    // The partitions of an instance that is gone stand still for so long; so does every rebalance
    // that it is missed in. Kafka's default, 45 s, is for networks that lose a client for as long.
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        Math.toIntExact(SESSION_TIMEOUT.toMillis()));
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
    // The broker's limit is on compressed batches, the producer's on bare records: what was taken
    // on
    // calls.raw must pass on to calls.rejected, however well it had been compressed.
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_RECORD);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), LARGEST_RECORD);
    return settings;
  }
}
