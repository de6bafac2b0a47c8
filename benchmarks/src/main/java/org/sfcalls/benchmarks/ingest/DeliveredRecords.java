package org.sfcalls.benchmarks.ingest;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.benchmarks.orders.Orders;

/**
 * Tells when an application got its first records, and how many it has got: the only thing that a
 * measured application has beside its own. It looks once at each batch of up to 5,000 records.
 *
 * <p>Kafka makes one for each consumer, so what they know is of the class. One run at a time.
 */
public final class DeliveredRecords implements ConsumerInterceptor<byte[], byte[]> {

  private static final AtomicLong DELIVERED = new AtomicLong();

  /** Nanoseconds of {@link System#nanoTime()}; 0 before the first record. */
  private static final AtomicLong FIRST_AT = new AtomicLong();

  private static final AtomicLong CPU_AT_FIRST = new AtomicLong();

  public DeliveredRecords() {}

  static void reset() {
    DELIVERED.set(0);
    FIRST_AT.set(0);
  }

  /** Records so far; those that a rebalance gave again count again. */
  static long delivered() {
    return DELIVERED.get();
  }

  /** When the first records came, as {@link System#nanoTime()} counts. */
  static long firstAt() {
    return FIRST_AT.get();
  }

  /** Nanoseconds of processor time that this JVM had used when the first records came. */
  static long cpuAtFirst() {
    return CPU_AT_FIRST.get();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    if (!records.isEmpty()) {
      if (FIRST_AT.get() == 0 && FIRST_AT.compareAndSet(0, System.nanoTime())) {
        CPU_AT_FIRST.set(Orders.cpuNanos());
      }
      DELIVERED.addAndGet(records.count());
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // Transactions commit offsets without it.
  }

  @Override
  public void close() {
    // Holds nothing.
  }

  @Override
  public void configure(Map<String, ?> settings) {
    // Has no settings.
  }
}
