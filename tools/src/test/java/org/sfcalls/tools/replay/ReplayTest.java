package org.sfcalls.tools.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sfcalls.tools.replay.Calls.call;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.calls.reading.CallFile;
import org.sfcalls.calls.reading.CallFormat;
import org.sfcalls.tools.command.StopSignal;

class ReplayTest {
  @TempDir Path folder;
  private final StopSignal stop = new StopSignal();
  private final List<String> told = new ArrayList<>();
  private final MockProducer<byte[], byte[]> producer = producer(true);

  @Test
  void sendsEveryRecordUntouchedUnderItsCrimeId() {
    ReplaySummary summary =
        replay(producer).run(Calls.source(call("7", "10:00"), "broken", "", call("8", "09:00")));
    assertThat(Calls.sentValues(producer))
        .containsExactly(call("7", "10:00"), "broken", "", call("8", "09:00"));
    assertThat(producer.history().get(0).key()).asString().isEqualTo("7");
    assertThat(producer.history().get(1).key()).isNull();
    assertThat(producer.history()).allMatch(sent -> sent.topic().equals("calls.raw"));
    assertThat(producer.history()).allMatch(sent -> sent.timestamp() == null);
    assertThat(summary.calls()).isEqualTo(4);
    assertThat(summary.firstEventTime()).isEqualTo(LocalDateTime.of(2018, 6, 1, 9, 0));
    assertThat(summary.lastEventTime()).isEqualTo(LocalDateTime.of(2018, 6, 1, 10, 0));
    assertThat(summary.stopped()).isFalse();
  }

  @Test
  void keepsAnIdTooLongForAKeyOutOfTheKey() {
    String longest = call("7".repeat(64), "10:00");
    String tooLong = call("7".repeat(65), "10:00");
    replay(producer).run(Calls.source(longest, tooLong));
    assertThat(Calls.sentValues(producer)).containsExactly(longest, tooLong);
    assertThat(producer.history().get(0).key()).hasSize(64);
    assertThat(producer.history().get(1).key()).isNull();
  }

  @Test
  void failsWithTheFirstRefusalAndTheNumberOfAcknowledgedCalls() {
    MockProducer<byte[], byte[]> broker = producer(false);
    ReplayProgress refuseSecond =
        new ReplayProgress() {
          @Override
          public void read(long read) {}

          @Override
          public void sent(long sent, long time) {
            if (sent == 1) {
              broker.completeNext();
            } else {
              broker.errorNext(new RecordTooLargeException("too large by far"));
            }
          }

          @Override
          public void close() {}
        };
    Replay replay = replay(broker, new Pace.Unlimited(), new FakeTime(), refuseSecond);
    CallSource calls = Calls.source(call("1", "10:00"), call("2", "10:00"), call("3", "10:00"));
    assertThatThrownBy(() -> replay.run(calls))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("call number 2")
        .hasMessageContaining("too large by far")
        .hasMessageContaining("1 calls were acknowledged");
    assertThat(broker.history()).hasSize(2);
  }

  @Test
  void failsWhenTheBrokerAcknowledgesNothing() {
    MockProducer<byte[], byte[]> silent =
        new MockProducer<>(
            false,
            new RoundRobinPartitioner(),
            new ByteArraySerializer(),
            new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            try {
              // As the real one, which waits for the acknowledgements.
              wait();
            } catch (InterruptedException e) {
              throw new InterruptException(e);
            }
          }
        };
    assertThatThrownBy(() -> replay(silent).run(Calls.source(call("1", "10:00"))))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("acknowledged nothing")
        .hasMessageContaining("0 calls were acknowledged before, 1 that were sent may arrive")
        .hasMessageContaining("--send-wait");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void failsWhenTheProducerItselfFails() {
    producer.sendException = new org.apache.kafka.common.errors.TimeoutException("no answer");
    assertThatThrownBy(() -> replay(producer).run(Calls.source(call("1", "10:00"))))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no answer")
        .hasMessageContaining("0 calls were acknowledged");
  }

  @Test
  void sendsNothingOfABrokenFileInEventTimeOrderAndSaysSo() throws IOException {
    CallFile file = file("[" + call("1", "10:00") + ",\n" + call("2", "10:00") + ", oops");
    try (CallSource source =
        new EventTimeOrder(
            CallSource.asTheyStand(file.open()), 1 << 20, folder, stop, read -> {})) {
      assertThatThrownBy(() -> replay(producer).run(source))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("calls.json, line 2, column")
          .hasMessageContaining("2 calls were read before it and none was sent");
    }
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void tellsHowManyCallsOfABrokenFileWereSentAsTheyStand() throws IOException {
    CallFile file = file("[" + call("1", "10:00") + ",\n" + call("2", "10:00") + ", oops");
    try (CallSource source = CallSource.asTheyStand(file.open())) {
      assertThatThrownBy(() -> replay(producer).run(source))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("2 calls were read before it and 2 were sent");
    }
    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void endsAtTheStopSignalWithWhatIsSent() {
    ReplayProgress stopAtSecond =
        new ReplayProgress() {
          @Override
          public void read(long read) {}

          @Override
          public void sent(long sent, long time) {
            if (sent == 2) {
              stop.stop();
            }
          }

          @Override
          public void close() {}
        };
    Replay replay = replay(producer, new Pace.Unlimited(), new FakeTime(), stopAtSecond);
    ReplaySummary summary =
        replay.run(Calls.source(call("1", "10:00"), call("2", "10:00"), call("3", "10:00")));
    assertThat(summary.calls()).isEqualTo(2);
    assertThat(summary.stopped()).isTrue();
    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void summarisesInOneLineForPeopleAndInOneObjectForPrograms() {
    LocalDateTime noon = LocalDateTime.of(2018, 6, 1, 12, 0);
    ReplaySummary summary = new ReplaySummary(1000, 2.5, noon, noon.plusHours(1), false);
    assertThat(summary.text())
        .isEqualTo(
            "1000 calls sent in 2.5 s (400 calls/s), event time 2018-06-01T12:00 to 2018-06-01T13:00");
    assertThat(summary.json())
        .isEqualTo(
            "{\"calls\":1000,\"seconds\":2.5,\"callsPerSecond\":400,"
                + "\"firstEventTime\":\"2018-06-01T12:00\",\"lastEventTime\":\"2018-06-01T13:00\","
                + "\"stopped\":false}");
    assertThat(new ReplaySummary(0, 0, null, null, true).text())
        .isEqualTo("stopped: 0 calls sent in 0.0 s (0 calls/s)");
  }

  @Test
  void tellsItsProgressInALineEveryFewSeconds() {
    FakeTime time = new FakeTime();
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    ReplayProgress progress = ReplayProgress.lines(new PrintStream(log, true, UTF_8), time, 5);
    Replay replay = replay(producer, new Pace.Rate(1), time, progress);
    replay.run(Calls.source(java.util.Collections.nCopies(12, call("1", "10:00"))));
    assertThat(log.toString(UTF_8).lines())
        .containsExactly(
            "replay: 6 calls sent, 1 calls/s, event time 2018-06-01T10:00",
            "replay: 11 calls sent, 1 calls/s, event time 2018-06-01T10:00");
    time.pass(6_000);
    progress.read(2_048);
    assertThat(log.toString(UTF_8)).contains("replay: 2048 calls read");
  }

  private Replay replay(MockProducer<byte[], byte[]> broker) {
    return replay(broker, new Pace.Unlimited(), new FakeTime(), ReplayProgress.silent());
  }

  private Replay replay(
      Producer<byte[], byte[]> broker, Pace pace, Pacer.Time time, ReplayProgress progress) {
    return new Replay(
        broker, "calls.raw", pace, time, stop, progress, Duration.ofMillis(300), told::add);
  }

  private CallFile file(String content) throws IOException {
    return new CallFile(Files.writeString(folder.resolve("calls.json"), content), CallFormat.AUTO);
  }

  private static MockProducer<byte[], byte[]> producer(boolean acknowledges) {
    return new MockProducer<>(
        acknowledges,
        new RoundRobinPartitioner(),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
