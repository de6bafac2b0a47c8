package org.sfcalls.tools.consume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.sfcalls.access.PayloadText;

/**
 * Avro data as JSON for reading: logical types as ISO 8601 text ({@code 2018-06-01T10:00:00Z},
 * {@code 2018-06-01}), unions as the value that they hold.
 */
final class AvroJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private AvroJson() {}

  /**
   * @param datum generic Avro data, its logical types converted to those of Java
   */
  static JsonNode of(Object datum) {
    if (datum == null) {
      return JSON.nullNode();
    }
    if (datum instanceof IndexedRecord record) {
      ObjectNode object = JSON.objectNode();
      for (Schema.Field field : record.getSchema().getFields()) {
        object.set(field.name(), of(record.get(field.pos())));
      }
      return object;
    }
    if (datum instanceof Collection<?> items) {
      ArrayNode array = JSON.arrayNode();
      items.forEach(item -> array.add(of(item)));
      return array;
    }
    if (datum instanceof Map<?, ?> entries) {
      ObjectNode object = JSON.objectNode();
      entries.forEach((name, value) -> object.set(name.toString(), of(value)));
      return object;
    }
    if (datum instanceof Integer number) {
      return JSON.numberNode(number);
    }
    if (datum instanceof Long number) {
      return JSON.numberNode(number);
    }
    if (datum instanceof Float number) {
      return JSON.numberNode(number);
    }
    if (datum instanceof Double number) {
      return JSON.numberNode(number);
    }
    if (datum instanceof BigDecimal number) {
      return JSON.numberNode(number);
    }
    if (datum instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    }
    if (datum instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return JSON.textNode(PayloadText.of(bytes));
    }
    if (datum instanceof byte[] bytes) {
      return JSON.textNode(PayloadText.of(bytes));
    }
    if (datum instanceof GenericFixed fixed) {
      return JSON.textNode(PayloadText.of(fixed.bytes()));
    }
    // Text, enum symbols, and java.time's types, whose text is ISO 8601.
    return JSON.textNode(datum.toString());
  }
}
