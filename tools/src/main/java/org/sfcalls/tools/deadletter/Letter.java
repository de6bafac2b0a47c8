package org.sfcalls.tools.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.FaultCode;

/**
 * What the headers of a dead letter tell. Headers are open to every producer, so nothing in them is
 * taken for granted.
 *
 * @param place where it stands on {@code calls.rejected}
 * @param sent when the record was sent, for the dead letter keeps its timestamp
 * @param topic topic that the record was read from; null when the headers do not say
 * @param origin where it stands there; null when the headers do not say
 * @param faults codes of its faults, the first of them first; empty when the headers name none
 * @param message every fault in words; empty when the headers do not say
 * @param attempt how often it was sent back
 */
record Letter(
    Place place,
    Instant sent,
    String topic,
    Place origin,
    List<FaultCode> faults,
    String message,
    int attempt) {

  /** Stands for the reason of a dead letter that has none. */
  static final String NO_REASON = "(none)";

  Letter {
    Objects.requireNonNull(place);
    Objects.requireNonNull(sent);
    Objects.requireNonNull(message);
    faults = List.copyOf(faults);
  }

  static Letter of(ConsumerRecord<byte[], byte[]> record) {
    List<FaultCode> faults = FaultCode.parse(header(record, DeadLetter.FAULTS));
    if (faults.isEmpty()) {
      faults =
          FaultCode.parse(
              header(record, DeadLetter.REASON) + ":" + header(record, DeadLetter.FIELD));
    }
    String topic = header(record, DeadLetter.TOPIC);
    return new Letter(
        new Place(record.partition(), record.offset()),
        Instant.ofEpochMilli(record.timestamp()),
        topic.isEmpty() ? null : topic,
        Place.parse(header(record, DeadLetter.PARTITION) + ":" + header(record, DeadLetter.OFFSET)),
        faults,
        header(record, DeadLetter.MESSAGE),
        attempt(header(record, DeadLetter.ATTEMPT)));
  }

  /** Reason code of the first fault, by which the ledger counts it too. */
  String reason() {
    return faults.isEmpty() ? NO_REASON : faults.get(0).reason();
  }

  private static int attempt(String header) {
    return header.matches("\\d{1,9}") ? Integer.parseInt(header) : 0;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }
}
