package org.sfcalls.tools.replay;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.calls.reading.InputFault;
import org.sfcalls.tools.command.StopSignal;

/** Sends the calls of a source to a topic; every call is acknowledged, or the replay has failed. */
final class Replay {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Pacer pacer;
  private final Pacer.Time time;
  private final StopSignal stop;
  private final ReplayProgress progress;

  Replay(
      Producer<byte[], byte[]> producer,
      String topic,
      Pace pace,
      Pacer.Time time,
      StopSignal stop,
      ReplayProgress progress) {
    this.producer = producer;
    this.topic = topic;
    this.pacer = new Pacer(pace, time);
    this.time = time;
    this.stop = stop;
    this.progress = progress;
  }

  /**
   * Sends all calls, or those before the user's stop signal.
   *
   * @throws CommandFailure when the input can't be read on or the broker does not take a call; the
   *     message says how many calls were sent
   */
  ReplaySummary run(CallSource source) {
    Acknowledgements acknowledgements = new Acknowledgements();
    long sent = 0;
    long earliest = Long.MAX_VALUE;
    long latest = RawCall.NO_TIME;
    boolean all = false;
    try {
      long start = time.nanos();
      while (!stop.stopped() && !acknowledgements.failed()) {
        RawCall call = source.next();
        if (sent == 0) {
          // Sorting is over with the first call; the rate is that of sending.
          start = time.nanos();
        }
        if (call == null) {
          // A sort that was stopped hands out nothing either.
          all = !stop.stopped();
          break;
        }
        pacer.awaitTurn(call);
        if (stop.stopped()) {
          break;
        }
        // The callback is told of the outcome; the future would say the same.
        var unused =
            producer.send(
                new ProducerRecord<>(topic, call.key(), call.value()),
                acknowledgements.of(call.position()));
        sent++;
        if (call.time() != RawCall.NO_TIME) {
          earliest = Math.min(earliest, call.time());
          latest = Math.max(latest, call.time());
        }
        progress.sent(sent, call.time());
      }
      acknowledgements.check();
      producer.flush();
      acknowledgements.check();
      boolean timed = latest != RawCall.NO_TIME;
      return new ReplaySummary(
          acknowledgements.count(),
          (time.nanos() - start) / 1e9,
          timed ? RawCall.wallClock(earliest) : null,
          timed ? RawCall.wallClock(latest) : null,
          !all);
    } catch (InputFault e) {
      throw brokenInput(e, source, sent, acknowledgements);
    } catch (IOException e) {
      throw new CommandFailure(
          "the calls can't be sorted on disk: "
              + e.getMessage()
              + " (is there room? --sort-dir names another folder); "
              + acknowledgements.count()
              + " calls were sent",
          e);
    } catch (KafkaException e) {
      throw acknowledgements.failure(e);
    }
  }

  private CommandFailure brokenInput(
      InputFault fault, CallSource source, long sent, Acknowledgements acknowledgements) {
    if (sent == 0 && source instanceof EventTimeOrder) {
      return new CommandFailure(
          "%s; %d calls were read before it and none was sent, because in event-time order none goes out before all are read (--order as-is sends as it reads)"
              .formatted(fault.getMessage(), source.read()),
          fault);
    }
    try {
      producer.flush();
    } catch (KafkaException e) {
      return acknowledgements.failure(e);
    }
    return new CommandFailure(
        "%s; %d calls were read before it and %d were sent"
            .formatted(fault.getMessage(), source.read(), acknowledgements.count()),
        fault);
  }

  /** What the broker said about the calls that were sent. */
  private static final class Acknowledgements {
    private record Refusal(long position, Exception reason) {}

    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<Refusal> first = new AtomicReference<>();

    Callback of(long position) {
      return (RecordMetadata metadata, Exception refusal) -> {
        if (refusal == null) {
          count.incrementAndGet();
        } else {
          first.compareAndSet(null, new Refusal(position, refusal));
        }
      };
    }

    long count() {
      return count.get();
    }

    boolean failed() {
      return first.get() != null;
    }

    void check() {
      Refusal refusal = first.get();
      if (refusal != null) {
        throw failure(refusal.reason());
      }
    }

    CommandFailure failure(Exception otherwise) {
      Refusal refusal = first.get();
      String what =
          refusal == null
              ? "the calls can't be sent: " + otherwise.getMessage()
              : "the broker did not accept call number %d of the input: %s"
                  .formatted(refusal.position() + 1, refusal.reason().getMessage());
      return new CommandFailure(
          what + "; " + count() + " calls were acknowledged before the replay ended",
          refusal == null ? otherwise : refusal.reason());
    }
  }
}
