package org.sfcalls.tools.consume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.StringJoiner;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.sfcalls.access.PayloadText;

/** How a record is printed: one line each. */
sealed interface RecordFormat {

  /**
   * The record's line, without a newline.
   *
   * @throws org.sfcalls.access.CommandFailure when the registry does not answer
   */
  String line(ConsumerRecord<byte[], byte[]> record);

  /**
   * {@code topic:partition:offset key=... value=...}
   *
   * @param headers whether to show the headers too
   */
  record Text(PayloadDecoder decoder, boolean headers) implements RecordFormat {
    @Override
    public String line(ConsumerRecord<byte[], byte[]> record) {
      String place = record.topic() + ":" + record.partition() + ":" + record.offset();
      return place
          + " key="
          + text(record.topic(), record.key())
          + (headers ? " headers=" + headersOf(record) : "")
          + " value="
          + text(record.topic(), record.value());
    }

    private String text(String topic, byte[] bytes) {
      JsonNode decoded = decoder.decode(topic, bytes);
      return decoded.isTextual() ? decoded.textValue() : PayloadText.of(decoded.toString());
    }

    private static String headersOf(ConsumerRecord<byte[], byte[]> record) {
      StringJoiner all = new StringJoiner(", ", "{", "}");
      for (Header header : record.headers()) {
        all.add(PayloadText.of(header.key()) + "=" + headerText(header));
      }
      return all.toString();
    }
  }

  /** One JSON object with everything that the record has, in ASCII. */
  record Json(PayloadDecoder decoder) implements RecordFormat {
    // Beyond ASCII stand characters that steer a terminal.
    private static final ObjectMapper JSON =
        JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Override
    public String line(ConsumerRecord<byte[], byte[]> record) {
      ObjectNode json = JSON.createObjectNode();
      json.put("topic", record.topic());
      json.put("partition", record.partition());
      json.put("offset", record.offset());
      json.put("timestamp", Instant.ofEpochMilli(record.timestamp()).toString());
      json.set("key", decoder.decode(record.topic(), record.key()));
      json.set("value", decoder.decode(record.topic(), record.value()));
      ArrayNode headers = json.putArray("headers");
      for (Header header : record.headers()) {
        headers.addObject().put("name", header.key()).put("value", headerText(header));
      }
      try {
        return JSON.writeValueAsString(json);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a JSON tree can always be written", e);
      }
    }
  }

  private static String headerText(Header header) {
    return header.value() == null ? null : PayloadText.of(header.value());
  }
}
