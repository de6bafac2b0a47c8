package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.tools.replay.RawProducer;

/** Sends calls at a steady rate, with the settings of {@code replay}. */
final class LiveSender {

  /**
   * A call that was sent.
   *
   * @param sentMs wall-clock, right before the producer got it
   */
  record Sent(RawCall call, long sentMs, int partition, long offset) {}

  private LiveSender() {}

  /**
   * Sends them in a thread of its own.
   *
   * @return the calls in their order, once the broker has all of them
   */
  static CompletableFuture<List<Sent>> send(
      String bootstrap, String topic, List<RawCall> calls, int rate) {
    CompletableFuture<List<Sent>> outcome = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                outcome.complete(sendAll(bootstrap, topic, calls, rate));
              } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
              }
            },
            "live-calls");
    thread.setDaemon(true);
    thread.start();
    return outcome;
  }

  private static List<Sent> sendAll(String bootstrap, String topic, List<RawCall> calls, int rate) {
    long nanosBetween = 1_000_000_000L / rate;
    List<Long> times = new ArrayList<>(calls.size());
    List<Future<RecordMetadata>> acknowledged = new ArrayList<>(calls.size());
    try (Producer<byte[], byte[]> producer = RawProducer.connect(KafkaConnection.to(bootstrap))) {
      // Asks for the topic's leaders before the clock runs.
      producer.partitionsFor(topic);
      long due = System.nanoTime();
      for (RawCall call : calls) {
        for (long ahead; (ahead = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(ahead);
        }
        due += nanosBetween;
        long now = System.currentTimeMillis();
        times.add(now);
        acknowledged.add(
            producer.send(new ProducerRecord<>(topic, null, now, call.key(), call.value())));
      }
    }
    List<Sent> sent = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      RecordMetadata metadata = metadata(acknowledged.get(i), topic);
      sent.add(new Sent(calls.get(i), times.get(i), metadata.partition(), metadata.offset()));
    }
    return sent;
  }

  private static RecordMetadata metadata(Future<RecordMetadata> acknowledged, String topic) {
    try {
      return acknowledged.get();
    } catch (ExecutionException e) {
      throw new CommandFailure(
          "can't send the calls to " + topic + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while calls were sent to " + topic, e);
    }
  }

  /**
   * The calls that were sent, when all are.
   *
   * @throws CommandFailure when one could not be sent
   */
  static List<Sent> join(CompletableFuture<List<Sent>> outcome) {
    try {
      return outcome.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CommandFailure failure) {
        throw failure;
      }
      throw e;
    }
  }
}
