package org.sfcalls.tools.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Redriven;
import org.sfcalls.schemas.RedrivenKey;
import org.sfcalls.schemas.Topics;

/**
 * Sends dead letters back to {@code calls.raw}, each in one transaction with its mark on {@code
 * calls.redriven}: either both are there or neither is.
 *
 * <p>Of several with the same transactional id only the one that was opened last can commit;
 * opening it ends the open transaction of the one before, so the marks that are read afterwards are
 * all that there will be.
 */
final class RawSender implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Ten times what the broker takes compressed; memory is reserved only as it is used. */
  private static final int LARGEST_RECORD = 10 * Topics.MAX_RECORD_BYTES;

  private final Producer<byte[], byte[]> producer;
  private final Topics topics;
  private final int rawPartitions;
  private final RecordEncoder<RedrivenKey> keys;
  private final RecordEncoder<Redriven> marks;
  private final InstantSource clock;
  private final AtomicReference<String> refused = new AtomicReference<>();
  private long pending;
  private long committed;

  /**
   * @param producer one with a transactional id
   * @param rawPartitions how many partitions {@code calls.raw} has
   * @throws CommandFailure when the broker does not let it begin
   */
  RawSender(
      Producer<byte[], byte[]> producer,
      Topics topics,
      int rawPartitions,
      RecordEncoder<RedrivenKey> keys,
      RecordEncoder<Redriven> marks,
      InstantSource clock) {
    this.producer = producer;
    this.topics = topics;
    this.rawPartitions = rawPartitions;
    this.keys = keys;
    this.marks = marks;
    this.clock = clock;
    try {
      attempt(producer::initTransactions);
    } catch (CommandFailure e) {
      close();
      throw e;
    }
  }

  static Producer<byte[], byte[]> connect(KafkaConnection kafka, Topics topics) {
    return new KafkaProducer<>(
        kafka.settings(
            Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                "sfcalls-redrive",
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                topics.redriveTransaction(),
                // Readers of committed records wait so long for a transaction whose program died.
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                (int) PATIENCE.toMillis(),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                (int) PATIENCE.toMillis(),
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                // Few and rare: none needs to wait for others.
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                // What the broker took compressed must pass bare.
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                LARGEST_RECORD,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                (long) LARGEST_RECORD)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /**
   * Sends one back, to the partition that it came from; it counts once {@link #commit()} returns.
   *
   * @throws CommandFailure when the broker refuses, or another redrive has begun
   */
  void send(Letter letter, ConsumerRecord<byte[], byte[]> record) {
    int attempt = letter.attempt() + 1;
    RecordHeaders headers = new RecordHeaders(record.headers());
    DeadLetter.HEADERS.forEach(headers::remove);
    headers.remove(DeadLetter.ATTEMPT);
    headers.add(DeadLetter.ATTEMPT, Integer.toString(attempt).getBytes(UTF_8));
    boolean known = letter.origin() != null && letter.origin().partition() < rawPartitions;
    Integer partition = known ? Integer.valueOf(letter.origin().partition()) : null;
    Place place = letter.place();
    RedrivenKey key = new RedrivenKey(place.partition(), place.offset());
    Redriven mark = new Redriven(attempt, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    attempt(
        () -> {
          if (pending == 0) {
            producer.beginTransaction();
          }
          pending++;
          send(
              place,
              new ProducerRecord<>(
                  topics.raw(), partition, null, record.key(), record.value(), headers));
          send(
              place, new ProducerRecord<>(topics.redriven(), keys.encode(key), marks.encode(mark)));
        });
  }

  private void send(Place place, ProducerRecord<byte[], byte[]> record) {
    // The failure comes again when the transaction is committed; only here is it known whose it is.
    producer.send(
        record,
        (sent, failure) -> {
          if (failure != null) {
            refused.compareAndSet(
                null,
                "the dead letter at "
                    + place
                    + " was not accepted by topic "
                    + record.topic()
                    + " ("
                    + failure.getMessage()
                    + ")");
          }
        });
  }

  /**
   * Makes what was sent since the last time count.
   *
   * @throws CommandFailure when the broker refuses, or another redrive has begun
   */
  void commit() {
    if (pending > 0) {
      attempt(producer::commitTransaction);
      committed += pending;
      pending = 0;
    }
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  private CommandFailure failure(KafkaException e) {
    String before =
        "; " + committed + " dead letters were sent back and marked before; none is sent twice";
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return new CommandFailure(
            "another redrive has started and taken over"
                + before
                + ": wait for it to end, then run this one again",
            e);
      }
    }
    String what = refused.get();
    return new CommandFailure(
        (what == null
                ? "the broker does not accept the dead letters (" + e.getMessage() + ")"
                : what)
            + before
            + ": run it again, or select others with --reason or --offset",
        e);
  }

  /** Gives up what is not committed. */
  @Override
  public void close() {
    // Closing ends the sending; the broker ends the transaction when the next redrive begins, or
    // after its time.
    producer.close(pending == 0 ? PATIENCE : Duration.ZERO);
  }
}
