package org.sfcalls.tools.replay;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
  private final Duration silenceLimit;
  private final Consumer<String> tell;

  /**
   * @param silenceLimit how long the broker may acknowledge nothing
   * @param tell takes a line every ten seconds in which it does not
   */
  Replay(
      Producer<byte[], byte[]> producer,
      String topic,
      Pace pace,
      Pacer.Time time,
      StopSignal stop,
      ReplayProgress progress,
      Duration silenceLimit,
      Consumer<String> tell) {
    this.producer = producer;
    this.topic = topic;
    this.pacer = new Pacer(pace, time);
    this.time = time;
    this.stop = stop;
    this.progress = progress;
    this.silenceLimit = silenceLimit;
    this.tell = tell;
  }

  /**
   * Sends all calls, or those before the user's stop signal.
   *
   * @throws CommandFailure when the input can't be read on or the broker does not take a call; the
   *     message says how many calls were sent
   */
  ReplaySummary run(CallSource source) {
    Acknowledgements acknowledgements = new Acknowledgements();
    try (BrokerSilence silence =
        BrokerSilence.watch(
            silenceLimit, acknowledgements::missing, acknowledgements::count, tell)) {
      return run(source, acknowledgements, silence);
    }
  }

  private ReplaySummary run(
      CallSource source, Acknowledgements acknowledgements, BrokerSilence silence) {
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
      if (silence.isOver()) {
        // The interruption that ended the sending; what follows is not to be ended by it, too.
        Thread.interrupted();
        throw new CommandFailure(
            "the broker has acknowledged nothing for %d s: is it running? %d calls were acknowledged before, %d that were sent may arrive or not; --send-wait waits longer"
                .formatted(
                    silence.limit().toSeconds(),
                    acknowledgements.count(),
                    acknowledgements.missing()),
            e);
      }
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

    private final AtomicLong handedOver = new AtomicLong();
    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<Refusal> first = new AtomicReference<>();

    /** To be called before the call is handed to the producer, which may block. */
    Callback of(long position) {
      handedOver.incrementAndGet();
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

    long missing() {
      return handedOver.get() - count.get();
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
