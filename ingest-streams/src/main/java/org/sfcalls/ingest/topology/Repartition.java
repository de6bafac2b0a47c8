package org.sfcalls.ingest.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.sfcalls.schemas.DeadLetter;

/**
 * Which partition the calls of an id belong to, and how a raw record gets there: under the id as
 * its key, with headers that say where it was and what key it had.
 *
 * @param partitions partitions of {@code calls.repartitioned}, which stay as many for as long as
 *     calls are remembered
 */
record Repartition(int partitions) implements StreamPartitioner<byte[], byte[]> {

  /** Key of the raw record; absent where it has none. */
  static final String RAW_KEY = "sfcalls.raw.key";

  /** The headers that a record has on its way, and loses at its end. */
  private static final List<String> HEADERS =
      List.of(DeadLetter.TOPIC, DeadLetter.PARTITION, DeadLetter.OFFSET, RAW_KEY);

  /** Where a raw record was read from. */
  record Place(String topic, String partition, String offset) {

    static Place of(RecordMetadata from) {
      return new Place(
          from.topic(), Integer.toString(from.partition()), Long.toString(from.offset()));
    }

    void addTo(Headers headers) {
      headers.add(DeadLetter.TOPIC, topic.getBytes(UTF_8));
      headers.add(DeadLetter.PARTITION, partition.getBytes(UTF_8));
      headers.add(DeadLetter.OFFSET, offset.getBytes(UTF_8));
    }
  }

  /** A raw record as its producer sent it, and where. */
  record Arrived(Record<byte[], byte[]> raw, Place from) {}

  /** The partition of this id: the one that Kafka's own clients for Java give it as a key. */
  int of(byte[] id) {
    return Utils.toPositive(Utils.murmur2(id)) % partitions;
  }

  @Override
  public Optional<Set<Integer>> partitions(String topic, byte[] id, byte[] value, int now) {
    return Optional.of(Set.of(of(id)));
  }

  /**
   * The record to send on its way.
   *
   * @param headers of the raw record, but for those that only we set; they are added to
   * @param id its call's id
   */
  static Record<byte[], byte[]> sent(
      Record<byte[], byte[]> raw, Headers headers, Place from, byte[] id) {
    from.addTo(headers);
    headers.remove(RAW_KEY);
    if (raw.key() != null) {
      headers.add(RAW_KEY, raw.key());
    }
    return new Record<>(id, raw.value(), raw.timestamp(), headers);
  }

  /** The record that was sent, as it was before. */
  static Arrived arrived(Record<byte[], byte[]> sent) {
    Headers headers = sent.headers();
    Place from =
        new Place(
            text(headers, DeadLetter.TOPIC),
            text(headers, DeadLetter.PARTITION),
            text(headers, DeadLetter.OFFSET));
    Header key = headers.lastHeader(RAW_KEY);
    HEADERS.forEach(headers::remove);
    return new Arrived(sent.withKey(key == null ? null : key.value()), from);
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? DeadLetter.NONE : new String(header.value(), UTF_8);
  }
}
