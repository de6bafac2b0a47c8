package org.sfcalls.benchmarks.latency;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.latency.LiveCalls.LiveCall;
import org.sfcalls.tools.replay.RawProducer;

/** Sends calls at a steady rate, in a thread of its own, until it is closed. */
final class CallSender implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final LiveCalls calls;
  private final AwaitedCounts counts;
  private final long nanosBetween;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::send, "call-sender");
  private volatile boolean stopped;

  private CallSender(
      String bootstrap, String topic, LiveCalls calls, AwaitedCounts counts, int rate) {
    this.producer = RawProducer.connect(KafkaConnection.to(bootstrap));
    this.topic = topic;
    this.calls = calls;
    this.counts = counts;
    this.nanosBetween = 1_000_000_000L / rate;
  }

  /** Starts to send {@code rate} calls a second, with the settings of {@code replay}. */
  static CallSender start(
      String bootstrap, String topic, LiveCalls calls, AwaitedCounts counts, int rate) {
    CallSender sender = new CallSender(bootstrap, topic, calls, counts, rate);
    sender.thread.setDaemon(true);
    sender.thread.start();
    return sender;
  }

  private void send() {
    try {
      long due = System.nanoTime();
      while (!stopped && failure.get() == null) {
        LiveCall call = calls.next();
        for (long ahead; (ahead = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(ahead);
        }
        due += nanosBetween;
        long now = System.currentTimeMillis();
        counts.sent(new SentCall(now, call.keys().size()), call.keys());
        // The callback is told of the outcome; the future would say the same.
        var unused =
            producer.send(
                new ProducerRecord<>(topic, null, now, call.raw().key(), call.raw().value()),
                (sent, e) -> {
                  if (e != null) {
                    failure.compareAndSet(null, e);
                  }
                });
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  /**
   * Checks that all went well so far.
   *
   * @throws CommandFailure when a call could not be sent
   */
  void requireHealth() {
    if (failure.get() != null) {
      throw new CommandFailure(
          "can't send the calls to " + topic + ": " + failure.get().getMessage(), failure.get());
    }
  }

  /** Stops, and returns when all calls are sent. */
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
