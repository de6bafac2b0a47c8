package org.sfcalls.tools.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A JSON object on one line, in ASCII: beyond it stand characters that steer a terminal. */
final class JsonLine {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonLine() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static String of(ObjectNode object) {
    try {
      // JSON needs no escape for the delete character; a terminal does.
      return JSON.writeValueAsString(object).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }
}
