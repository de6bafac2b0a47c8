package org.sfcalls.tools.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Redriven;
import org.sfcalls.schemas.RedrivenKey;
import org.sfcalls.schemas.Topics;

class RedriveTest {
  private static final Topics TOPICS = Topics.withPrefix("calls");
  private static final Instant NOON = Instant.parse("2018-12-31T12:00:00Z");
  private static final int KEY_ID = 11;
  private static final int MARK_ID = 12;

  private final MockProducer<byte[], byte[]> broker =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void eachSelectedDeadLetterHasOneFate() {
    List<String> sent = new ArrayList<>();
    Redrive redrive =
        new Redrive(
            "calls.raw",
            new Selection(Set.of("BAD_DATE", "UNKNOWN_SCHEMA"), Set.of(), null, null),
            3,
            Set.of(new Place(0, 1)),
            (letter, record) -> sent.add(letter.place().toString()));
    redrive.take(Letters.at(0, 0).reason("BAD_DATE").record());
    redrive.take(Letters.at(0, 1).reason("BAD_DATE").record());
    redrive.take(Letters.at(0, 2).reason("BAD_DATE").attempt(2).record());
    redrive.take(Letters.at(0, 3).reason("BAD_DATE").attempt(3).record());
    redrive.take(Letters.at(0, 4).reason("NOT_JSON").record());
    redrive.take(Letters.at(0, 5).reason("UNKNOWN_SCHEMA").from("calls.clean", 0, 1).record());

    assertThat(sent).containsExactly("0:0", "0:2");
    assertThat(redrive.reasons())
        .isEqualTo(Map.of("BAD_DATE", 4L, "NOT_JSON", 1L, "UNKNOWN_SCHEMA", 1L));
    assertThat(redrive.summary().table(false).lines())
        .contains(
            "| reason         | selected | sent | already re-driven | given up | not from calls.raw |",
            "| BAD_DATE       |        4 |    2 |                 1 |        1 |                  0 |",
            "| UNKNOWN_SCHEMA |        1 |    0 |                 0 |        0 |                  1 |",
            "| all            |        5 |    2 |                 1 |        1 |                  1 |");
    assertThat(redrive.summary().table(true)).contains("| would be sent |");
    assertThat(redrive.summary().json(true, false))
        .startsWith(
            "{\"dryRun\":true,\"stopped\":false,\"selected\":5,\"sent\":2,\"alreadyRedriven\":1,"
                + "\"givenUp\":1,\"notFromRaw\":1,\"reasons\":{\"BAD_DATE\":{\"selected\":4,");
  }

  @Test
  void placesWithoutADeadLetterAreTold() {
    Redrive redrive =
        new Redrive(
            "calls.raw",
            new Selection(Set.of(), Set.of(new Place(0, 0), new Place(0, 9)), null, null),
            3,
            Set.of(),
            (letter, record) -> {});
    redrive.take(Letters.at(0, 0).reason("BAD_DATE").record());
    redrive.take(Letters.at(0, 1).reason("BAD_DATE").record());
    assertThat(redrive.summary().selected()).isEqualTo(1);
    assertThat(redrive.unseen()).containsExactly(new Place(0, 9));
  }

  @Test
  void aDeadLetterGoesBackAsItCameInOneTransactionWithItsMark() {
    try (RawSender sender = sender(2)) {
      Letters letters =
          Letters.at(3, 7)
              .header("source", "dispatch")
              .reason("BAD_DATE")
              .header(DeadLetter.FAULTS, "BAD_DATE:call_date")
              .attempt(1);
      sender.send(Letter.of(letters.record()), letters.record());
      assertThat(broker.history()).isEmpty();
      sender.commit();
    }
    assertThat(broker.commitCount()).isEqualTo(1);
    ProducerRecord<byte[], byte[]> raw = broker.history().get(0);
    assertThat(raw.topic()).isEqualTo("calls.raw");
    assertThat(raw.partition()).isEqualTo(1);
    assertThat(raw.timestamp()).isNull();
    assertThat(raw.key()).isEqualTo("7".getBytes(UTF_8));
    assertThat(raw.value()).isEqualTo("{}".getBytes(UTF_8));
    assertThat(raw.headers())
        .extracting(Header::key, header -> new String(header.value(), UTF_8))
        .containsExactly(tuple("source", "dispatch"), tuple("sfcalls.attempt", "2"));
    ProducerRecord<byte[], byte[]> mark = broker.history().get(1);
    assertThat(mark.topic()).isEqualTo("calls.redriven");
    assertThat(mark.key())
        .isEqualTo(new RecordEncoder<>(RedrivenKey.class, KEY_ID).encode(new RedrivenKey(3, 7L)));
    assertThat(mark.value())
        .isEqualTo(new RecordEncoder<>(Redriven.class, MARK_ID).encode(new Redriven(2, NOON)));
    assertThat(ByteBuffer.wrap(mark.value()).getInt(1)).isEqualTo(MARK_ID);
  }

  @Test
  void aPartitionThatIsNoMoreIsLeftToTheKey() {
    try (RawSender sender = sender(1)) {
      sender.send(Letter.of(Letters.at(0, 0).record()), Letters.at(0, 0).record());
      sender.commit();
    }
    assertThat(broker.history().get(0).partition()).isNull();
  }

  @Test
  void anotherRedriveThatHasBegunEndsThisOneWithoutItsBatch() {
    try (RawSender sender = sender(2)) {
      sender.send(Letter.of(Letters.at(0, 0).record()), Letters.at(0, 0).record());
      sender.commit();
      sender.send(Letter.of(Letters.at(0, 1).record()), Letters.at(0, 1).record());
      broker.fenceProducer();
      assertThatThrownBy(sender::commit)
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("another redrive has started and taken over; 1 dead letters");
    }
    assertThat(broker.history()).hasSize(2);
  }

  @Test
  void aDeadLetterThatTheBrokerDoesNotTakeIsNamed() {
    MockProducer<byte[], byte[]> strict =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    try (RawSender sender = sender(strict, 2)) {
      sender.send(Letter.of(Letters.at(0, 4).record()), Letters.at(0, 4).record());
      strict.errorNext(new RecordTooLargeException("over the limit"));
      strict.commitTransactionException = new KafkaException("in an error state");
      assertThatThrownBy(sender::commit)
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith(
              "the dead letter at 0:4 was not accepted by topic calls.raw (over the limit); 0 dead"
                  + " letters were sent back");
    }
  }

  private RawSender sender(int rawPartitions) {
    return sender(broker, rawPartitions);
  }

  private static RawSender sender(MockProducer<byte[], byte[]> producer, int rawPartitions) {
    return new RawSender(
        producer,
        TOPICS,
        rawPartitions,
        new RecordEncoder<>(RedrivenKey.class, KEY_ID),
        new RecordEncoder<>(Redriven.class, MARK_ID),
        InstantSource.fixed(NOON));
  }
}
