package org.sfcalls.e2e.crash;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * Sends records in their order, each once, in bursts of random size, and never runs dry: what is
 * left is spread anew over the time to come with every burst.
 */
final class Sender implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(100);

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<ProducerRecord<byte[], byte[]>> records;
  private final Random random;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final ScheduledFuture<?> bursts;
  private volatile Duration toCome;
  private volatile int sent;

  /** Starts at once; {@code toCome} is the time to spread the records over. */
  Sender(
      String bootstrap,
      List<ProducerRecord<byte[], byte[]>> records,
      Random random,
      Duration toCome) {
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrap,
                "enable.idempotence",
                true,
                "acks",
                "all",
                "compression.type",
                "lz4",
                // The broker comes up again any moment.
                "reconnect.backoff.max.ms",
                200),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.records = records;
    this.random = random;
    this.toCome = toCome;
    this.bursts = clock.scheduleAtFixedRate(this::burst, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void burst() {
    int left = records.size() - sent;
    double mean = (double) left * TICK.toMillis() / Math.max(TICK.toMillis(), toCome.toMillis());
    int size = toCome.isZero() ? left : random.nextInt(1 + (int) Math.ceil(2 * mean));
    for (int i = 0; i < Math.min(size, left); i++) {
      producer.send(
          records.get(sent),
          (metadata, e) -> {
            if (e != null) {
              failure.compareAndSet(null, e);
            }
          });
      sent++;
    }
  }

  /** What is left goes out in so much time; at once for none. */
  void spreadOver(Duration toCome) {
    this.toCome = toCome;
  }

  /** How many records went out so far. */
  int sent() {
    return sent;
  }

  /** Sends what is left and waits until the broker has taken everything. */
  void finish(Duration limit) throws Exception {
    spreadOver(Duration.ZERO);
    Awaitility.await("all raw records sent")
        .atMost(limit)
        .until(() -> sent == records.size() || bursts.isDone());
    requireWorking();
    producer.flush();
    requireWorking();
  }

  /** Checks that nothing has failed; throws what has. */
  void requireWorking() throws Exception {
    if (bursts.isDone()) {
      bursts.get();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
