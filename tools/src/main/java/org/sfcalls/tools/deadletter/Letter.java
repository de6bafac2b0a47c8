package org.sfcalls.tools.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
 * @param reason code of the first fault, by which the ledger counts it too
 * @param faults codes of its faults, the first of them first; empty when the headers name none
 * @param message every fault in words; empty when the headers do not say
 * @param attempt how often it was sent back
 */
record Letter(
    Place place,
    Instant sent,
    String topic,
    Place origin,
    String reason,
    List<FaultCode> faults,
    String message,
    int attempt) {

  Letter {
    Objects.requireNonNull(place);
    Objects.requireNonNull(sent);
    Objects.requireNonNull(message);
    faults = List.copyOf(faults);
  }

  static Letter of(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter headers = DeadLetter.of(record.headers());
    return new Letter(
        new Place(record.partition(), record.offset()),
        Instant.ofEpochMilli(record.timestamp()),
        headers.topic().equals(DeadLetter.NONE) ? null : headers.topic(),
        Place.parse(headers.place()),
        headers.reason(),
        headers.faults(),
        headers.message(),
        headers.attempt());
  }
}
