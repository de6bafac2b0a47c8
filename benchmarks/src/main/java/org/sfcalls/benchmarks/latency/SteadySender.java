package org.sfcalls.benchmarks.latency;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.tools.replay.RawProducer;

/**
 * Sends calls at a steady rate, with the settings of {@code replay}, in a thread of its own, until
 * there are no more or it is closed.
 */
public final class SteadySender implements AutoCloseable {
  /** A call that the broker has. */
  public record Sent(RawCall call, long sentMs, int partition, long offset) {}

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final long nanosBetween;
  private final LongFunction<RawCall> next;
  private final Consumer<Sent> acknowledged;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::send, "steady-sender");
  private volatile boolean stopped;

  /**
   * Starts to send.
   *
   * @param next the call to send at a time, epoch milliseconds; null for the end
   */
  public SteadySender(
      String bootstrap,
      String topic,
      int rate,
      LongFunction<RawCall> next,
      Consumer<Sent> acknowledged) {
    this.producer = RawProducer.connect(KafkaConnection.to(bootstrap));
    this.topic = topic;
    this.nanosBetween = 1_000_000_000L / rate;
    this.next = next;
    this.acknowledged = acknowledged;
    thread.setDaemon(true);
    thread.start();
  }

  private void send() {
    try {
      // Asks for the topic's leaders before the clock runs.
      producer.partitionsFor(topic);
      long due = System.nanoTime();
      while (!stopped && failure.get() == null) {
        for (long ahead; (ahead = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(ahead);
        }
        due += nanosBetween;
        long now = System.currentTimeMillis();
        RawCall call = next.apply(now);
        if (call == null) {
          break;
        }
        // The callback gets the outcome; the future would say the same.
        var unused =
            producer.send(
                new ProducerRecord<>(topic, null, now, call.key(), call.value()),
                (sent, e) -> {
                  if (e == null) {
                    acknowledged.accept(new Sent(call, now, sent.partition(), sent.offset()));
                  } else {
                    failure.compareAndSet(null, e);
                  }
                });
      }
      producer.flush();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  public boolean isSending() {
    if (failure.get() != null) {
      throw new CommandFailure(
          "can't send the calls to " + topic + ": " + failure.get().getMessage(), failure.get());
    }
    return thread.isAlive();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
