package org.sfcalls.tools.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.sfcalls.schemas.DeadLetter;

/** Makes up records of {@code calls.rejected}, of 2018-12-31 at noon unless told otherwise. */
record Letters(
    int partition, long offset, Instant sent, byte[] key, byte[] value, RecordHeaders headers) {

  static Letters at(int partition, long offset) {
    return new Letters(
            partition,
            offset,
            Instant.parse("2018-12-31T12:00:00Z"),
            "7".getBytes(UTF_8),
            "{}".getBytes(UTF_8),
            new RecordHeaders())
        .from("calls.raw", 1, 100 + offset);
  }

  Letters sent(String instant) {
    return new Letters(partition, offset, Instant.parse(instant), key, value, headers);
  }

  Letters with(byte[] otherKey, byte[] otherValue) {
    return new Letters(partition, offset, sent, otherKey, otherValue, headers);
  }

  Letters header(String name, String text) {
    RecordHeaders all = new RecordHeaders(headers);
    all.add(name, text.getBytes(UTF_8));
    return new Letters(partition, offset, sent, key, value, all);
  }

  Letters from(String topic, int fromPartition, long fromOffset) {
    return header(DeadLetter.TOPIC, topic)
        .header(DeadLetter.PARTITION, "" + fromPartition)
        .header(DeadLetter.OFFSET, "" + fromOffset);
  }

  Letters reason(String reason) {
    return header(DeadLetter.REASON, reason);
  }

  Letters attempt(int attempt) {
    return header(DeadLetter.ATTEMPT, "" + attempt);
  }

  ConsumerRecord<byte[], byte[]> record() {
    return new ConsumerRecord<>(
        "calls.rejected",
        partition,
        offset,
        sent.toEpochMilli(),
        TimestampType.CREATE_TIME,
        key == null ? -1 : key.length,
        value == null ? -1 : value.length,
        key,
        value,
        headers,
        Optional.empty());
  }
}
