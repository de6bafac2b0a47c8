package org.sfcalls.dashboard.following;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.sfcalls.dashboard.storing.Change;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCall;
import org.sfcalls.schemas.LateCallKey;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Topics;

/** Makes a change of a record. */
final class RecordReader {

  /** Of a dead letter's value, this much is shown. */
  private static final int EXCERPT_CHARACTERS = 240;

  private static final int MESSAGE_CHARACTERS = 500;

  /** A reason code, a field or a place is far shorter. */
  private static final int NAME_CHARACTERS = 100;

  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
  private static final long LONGEST_WINDOW_SECONDS = 366 * 86_400L;

  private final Topics topics;
  private final AvroReader avro;

  RecordReader(Topics topics, AvroReader avro) {
    this.topics = topics;
    this.avro = avro;
  }

  /**
   * What the record says; of one that does not decode, that.
   *
   * @throws RegistryAway when the registry gives no answer, so that the record may decode later
   */
  Change read(ConsumerRecord<byte[], byte[]> entry) throws RegistryAway {
    try {
      return decode(entry);
    } catch (SerializationException e) {
      if (AvroReader.isRegistryAway(e)) {
        throw new RegistryAway(e);
      }
      return unreadable(entry, e);
    } catch (RuntimeException e) {
      // Whatever is in a record, the next one is read.
      return unreadable(entry, e);
    }
  }

  private Change decode(ConsumerRecord<byte[], byte[]> entry) {
    String topic = entry.topic();
    if (topic.equals(topics.counts())) {
      return count(entry);
    }
    if (topic.equals(topics.late())) {
      return late(entry);
    }
    if (topic.equals(topics.rejected())) {
      return rejected(entry);
    }
    if (topic.equals(topics.ledger())) {
      LedgerKey key = avro.key(topic, entry.key(), LedgerKey.class);
      return new Change.Ledger(
          key.getPartition(),
          key.getOutcome().name(),
          key.getReason() == null ? "" : key.getReason(),
          entry.value() == null
              ? null
              : (Long) avro.value(topic, entry.value(), LedgerCount.class).getCount());
    }
    if (topic.equals(topics.progress())) {
      if (entry.value() == null) {
        throw new SerializationException("no value");
      }
      return new Change.Batch(avro.value(topic, entry.value(), BatchProgress.class));
    }
    throw new IllegalArgumentException("not a topic that is followed: " + topic);
  }

  private Change count(ConsumerRecord<byte[], byte[]> entry) {
    CallCountKey key = avro.key(entry.topic(), entry.key(), CallCountKey.class);
    CallCount value =
        entry.value() == null ? null : avro.value(entry.topic(), entry.value(), CallCount.class);
    return new Change.Counted(
        start(key.getWindowStart()),
        seconds(key.getWindowStart(), key.getWindowEnd()),
        CallGroup.of(key),
        value == null ? null : value.getDispositionDescription(),
        value == null ? null : (Long) value.getCount(),
        entry.timestamp());
  }

  private Change late(ConsumerRecord<byte[], byte[]> entry) {
    LateCallKey key = avro.key(entry.topic(), entry.key(), LateCallKey.class);
    long start = start(key.getWindowStart());
    if (entry.value() == null) {
      return new Change.Late(
          key.getPartition(), key.getOffset(), start, 0, null, 0, entry.timestamp());
    }
    LateCall call = avro.value(entry.topic(), entry.value(), LateCall.class);
    return new Change.Late(
        key.getPartition(),
        key.getOffset(),
        start,
        seconds(key.getWindowStart(), call.getWindowEnd()),
        CallGroup.of(call),
        call.getWatermark().toEpochMilli(),
        entry.timestamp());
  }

  /**
   * @throws SerializationException for a time that no call can have
   */
  private static long start(Instant window) {
    if (window.isBefore(EARLIEST) || window.isAfter(LATEST)) {
      throw new SerializationException("a window begins at " + window);
    }
    return window.getEpochSecond();
  }

  /**
   * @throws SerializationException for a length that no window can have
   */
  private static int seconds(Instant start, Instant end) {
    long seconds = end.getEpochSecond() - start.getEpochSecond();
    if (seconds < 1 || seconds > LONGEST_WINDOW_SECONDS) {
      throw new SerializationException("a window from " + start + " to " + end);
    }
    return (int) seconds;
  }

  private Change rejected(ConsumerRecord<byte[], byte[]> entry) {
    DeadLetter letter = DeadLetter.of(entry.headers());
    String topic = letter.topic();
    Change.Source source =
        topic.equals(topics.raw())
            ? Change.Source.RAW
            : topic.equals(topics.clean()) ? Change.Source.CLEAN : Change.Source.OTHER;
    return new Change.Rejected(
        entry.partition(),
        entry.offset(),
        entry.timestamp(),
        source,
        first(topic + "-" + letter.place().replace(':', '@'), 2 * NAME_CHARACTERS),
        first(letter.reason(), NAME_CHARACTERS),
        letter.field().isEmpty() ? null : first(letter.field(), NAME_CHARACTERS),
        first(letter.message(), MESSAGE_CHARACTERS),
        excerpt(entry.value()));
  }

  private static String excerpt(byte[] value) {
    if (value == null) {
      return "(no value)";
    }
    // At most four bytes make a character; what is cut in two at the end is beyond the excerpt.
    int bytes = Math.min(value.length, 4 * EXCERPT_CHARACTERS + 4);
    return first(new String(value, 0, bytes, UTF_8), EXCERPT_CHARACTERS);
  }

  /** A text's beginning, with an ellipsis where there is more; no character is cut in two. */
  private static String first(String text, int characters) {
    return text.codePointCount(0, text.length()) <= characters
        ? text
        : text.substring(0, text.offsetByCodePoints(0, characters)) + "…";
  }

  private static Change unreadable(ConsumerRecord<byte[], byte[]> entry, Exception e) {
    return new Change.Unreadable(
        entry.topic(), entry.partition(), entry.offset(), first(String.valueOf(e), 300));
  }

  /** The registry gives no answer. */
  static final class RegistryAway extends Exception {
    private static final long serialVersionUID = 1L;

    RegistryAway(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}
