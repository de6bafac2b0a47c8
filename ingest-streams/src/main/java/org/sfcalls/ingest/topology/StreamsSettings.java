package org.sfcalls.ingest.topology;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.schemas.Topics;

/**
 * What Kafka Streams is told. The user's client settings win over the defaults here, but for those
 * that would break the promise that every record has one outcome: these are refused.
 *
 * @param applicationId consumer group, and prefix of transactional ids and internal topics
 * @param stateDir folder for state stores
 * @param threads stream threads of this instance
 * @param guarantee how often an outcome may be written
 * @param kafka the cluster, and the user's settings for its clients
 */
public record StreamsSettings(
    String applicationId,
    Path stateDir,
    int threads,
    ProcessingGuarantee guarantee,
    KafkaConnection kafka) {

  /** Ten times what the broker takes compressed; memory is reserved only as it is used. */
  private static final int LARGEST_RECORD = 10 * Topics.MAX_RECORD_BYTES;

  private static final List<String> CLIENTS =
      List.of(
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.CONSUMER_PREFIX,
          StreamsConfig.PRODUCER_PREFIX);

  /** Settings that have an option of their own. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          StreamsConfig.APPLICATION_ID_CONFIG, "--application-id",
          StreamsConfig.STATE_DIR_CONFIG, "--state-dir",
          StreamsConfig.NUM_STREAM_THREADS_CONFIG, "--threads",
          StreamsConfig.PROCESSING_GUARANTEE_CONFIG, "--processing-guarantee");

  /** The only values with which no record is lost, counted though aborted, or written twice. */
  private static final Map<String, Set<String>> KEPT =
      Map.of(
          ConsumerConfig.ISOLATION_LEVEL_CONFIG, Set.of("read_committed"),
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, Set.of("false"),
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, Set.of("true"),
          ProducerConfig.ACKS_CONFIG, Set.of("all", "-1"),
          StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
              Set.of(LogAndFailExceptionHandler.class.getName()),
          StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
              Set.of(LogAndFailProcessingExceptionHandler.class.getName()),
          StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
              Set.of(RefusedRecords.class.getName()));

  /**
   * @throws IllegalArgumentException naming the option or setting, its value and what is allowed
   */
  public StreamsSettings {
    Objects.requireNonNull(stateDir);
    Objects.requireNonNull(guarantee);
    if (!applicationId.matches("[a-zA-Z0-9._-]{1,200}")) {
      throw new IllegalArgumentException(
          "--application-id is '"
              + applicationId
              + "', 1 to 200 letters, digits, dots, _ and - are allowed");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("--threads is " + threads + ", at least 1 is needed");
    }
    kafka.properties().forEach(StreamsSettings::refuseWhatBreaksThePromise);
  }

  private static void refuseWhatBreaksThePromise(String name, String value) {
    String setting = ofAnyClient(name);
    if (OPTIONS.containsKey(setting)) {
      throw new IllegalArgumentException(
          "the Kafka setting " + name + " has an option of its own: " + OPTIONS.get(setting));
    }
    Set<String> allowed = KEPT.get(setting);
    if (allowed != null && !allowed.contains(value.strip())) {
      throw new IllegalArgumentException(
          "the Kafka setting "
              + name
              + " is '"
              + value
              + "', with which records could be lost or counted twice; only '"
              + allowed.iterator().next()
              + "' is allowed");
    }
  }

  private static String ofAnyClient(String name) {
    return CLIENTS.stream()
        .filter(name::startsWith)
        .map(prefix -> name.substring(prefix.length()))
        .findFirst()
        .orElse(name);
  }

  /** Everything that {@link org.apache.kafka.streams.KafkaStreams} is started with. */
  public Properties properties() {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    own.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    own.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    own.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee.toString());
    // An instance that is back is given its share within a minute, not ten: the state is small.
    own.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
    // A task reads calls.raw and calls.repartitioned, in any order of the two: to wait until it is
    // known that the other has nothing costs a third of the throughput.
    own.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    // Nothing may pass over a record: what no handler can repair stops the tier, and the record
    // stays where it is. Named, so that a changed default changes nothing.
    own.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailExceptionHandler.class.getName());
    own.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class.getName());
    own.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, RefusedRecords.class.getName());
    Topics.ANY_TIMESTAMP.forEach(
        (setting, value) -> own.put(StreamsConfig.topicPrefix(setting), value));
    consumer(own, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // A topic that got more partitions is noticed within seconds; the client's default is minutes.
    consumer(own, ConsumerConfig.METADATA_MAX_AGE_CONFIG, 5_000);
    consumer(own, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    // How long the partitions of a killed instance rest: the client's 45 s are for consumers that
    // stop and go; three heartbeats lost in a row are enough here.
    consumer(own, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    consumer(own, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    producer(own, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    producer(own, ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    // The broker's limit is on compressed batches, the producer's on bare records: what was taken
    // on calls.raw must pass on to calls.rejected, however well it had been compressed.
    producer(own, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
    producer(own, ProducerConfig.BUFFER_MEMORY_CONFIG, LARGEST_RECORD);
    Properties all = new Properties();
    all.putAll(kafka.settings(own));
    return all;
  }

  private void consumer(Map<String, Object> own, String name, Object value) {
    unlessGiven(own, StreamsConfig.consumerPrefix(name), name, value);
  }

  private void producer(Map<String, Object> own, String name, Object value) {
    unlessGiven(own, StreamsConfig.producerPrefix(name), name, value);
  }

  /** A setting with a client's prefix would win over the user's without one. */
  private void unlessGiven(Map<String, Object> own, String prefixed, String name, Object value) {
    if (!kafka.properties().containsKey(name)) {
      own.put(prefixed, value);
    }
  }
}
