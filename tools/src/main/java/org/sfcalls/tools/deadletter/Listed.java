package org.sfcalls.tools.deadletter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.sfcalls.access.PayloadText;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.FaultCode;

/**
 * A dead letter as it is listed; of key and value only as much as is shown.
 *
 * @param key excerpt of the key; null where it has none
 * @param value excerpt of the value; null where it has none
 * @param valueBytes length of the whole value
 * @param redriven whether it was sent back
 */
record Listed(Letter letter, String key, String value, int valueBytes, boolean redriven) {

  /** Oldest first. */
  static final Comparator<Listed> BY_AGE =
      Comparator.comparing((Listed listed) -> listed.letter().sent())
          .thenComparing(listed -> listed.letter().place());

  /** Characters of a key, value or message that are shown. */
  static final int EXCERPT = 160;

  /** No character has more bytes in UTF-8. */
  private static final int MOST_BYTES = 4 * EXCERPT;

  static Listed of(Letter letter, ConsumerRecord<byte[], byte[]> record, boolean redriven) {
    byte[] value = record.value();
    return new Listed(
        letter, excerpt(record.key()), excerpt(value), value == null ? 0 : value.length, redriven);
  }

  /** The beginning of the bytes as one line that does a terminal no harm; null gives null. */
  static String excerpt(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    boolean whole = bytes.length <= MOST_BYTES;
    String text = PayloadText.of(whole ? bytes : Arrays.copyOf(bytes, MOST_BYTES));
    return whole ? cut(text) : cut(text + "…");
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= EXCERPT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, EXCERPT)) + "…";
  }

  /** A block of lines for people. */
  String text() {
    String faults =
        letter.faults().isEmpty()
            ? DeadLetter.NONE
            : letter.faults().stream()
                .map(fault -> PayloadText.of(fault.toString()))
                .collect(Collectors.joining(", "));
    return letter.place()
        + "  "
        + letter.sent()
        + "  "
        + faults
        + "\n  from "
        + from()
        + ", attempt "
        + letter.attempt()
        + (redriven ? ", re-driven" : "")
        + (letter.message().isEmpty() ? "" : "\n  " + cut(PayloadText.of(letter.message())))
        + (key == null ? "" : "\n  key   " + key)
        + "\n  value "
        + (value == null ? "(none)" : value + " (" + Columns.grouped(valueBytes) + " bytes)");
  }

  private String from() {
    if (letter.topic() == null) {
      return "(unknown)";
    }
    String topic = PayloadText.of(letter.topic());
    return letter.origin() == null
        ? topic
        : topic + "-" + letter.origin().partition() + "@" + letter.origin().offset();
  }

  /** One JSON object on a line for programs. */
  String json() {
    ObjectNode json = JsonLine.object();
    json.put("partition", letter.place().partition());
    json.put("offset", letter.place().offset());
    json.put("sent", letter.sent().toString());
    json.put("reason", letter.reason());
    ArrayNode faults = json.putArray("faults");
    for (FaultCode fault : letter.faults()) {
      faults.addObject().put("reason", fault.reason()).put("field", fault.field());
    }
    json.put("message", letter.message());
    ObjectNode from = json.putObject("from");
    from.put("topic", letter.topic());
    from.put("partition", letter.origin() == null ? null : letter.origin().partition());
    from.put("offset", letter.origin() == null ? null : letter.origin().offset());
    json.put("attempt", letter.attempt());
    json.put("redriven", redriven);
    json.put("key", key);
    json.put("value", value);
    json.put("valueBytes", valueBytes);
    return JsonLine.of(json);
  }
}
