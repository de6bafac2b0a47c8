package org.sfcalls.tools.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;

/** Calls as short as a test can read them. */
final class Calls {

  private Calls() {}

  /**
   * A call of 2018-06-01.
   *
   * @param id its {@code crime_id}
   * @param time its time of day, such as {@code 09:30}
   */
  static String call(String id, String time) {
    return "{\"crime_id\":\"" + id + "\",\"call_date_time\":\"2018-06-01T" + time + ":00.000\"}";
  }

  static CallSource source(String... records) {
    return source(List.of(records));
  }

  static CallSource source(List<String> records) {
    Iterator<byte[]> bytes = records.stream().map(r -> r.getBytes(UTF_8)).iterator();
    return CallSource.of(bytes);
  }

  static List<String> values(CallSource source) throws java.io.IOException {
    List<String> values = new ArrayList<>();
    for (RawCall call = source.next(); call != null; call = source.next()) {
      values.add(new String(call.value(), UTF_8));
    }
    return values;
  }

  static Stream<String> sentValues(MockProducer<byte[], byte[]> producer) {
    return producer.history().stream().map(sent -> new String(sent.value(), UTF_8));
  }
}
