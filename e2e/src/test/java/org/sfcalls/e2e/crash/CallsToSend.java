package org.sfcalls.e2e.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records for the raw topic, in the order to send them: the calls of a file, and strewn among them
 * word-for-word repeats of what came shortly or long before, repeats with other contents, and
 * records that are broken in several ways. The same file and random numbers make the same records.
 */
final class CallsToSend {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int SHORTLY_BEFORE = 64;

  /** Days before, yet always fewer than the seven in which ingest knows a call again. */
  static final int LONG_BEFORE = 8_000;

  private final String topic;
  private final Random random;
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

  /** Which record was the first of an id. */
  private final Map<ByteBuffer, Integer> firsts = new HashMap<>();

  private CallsToSend(String topic, Random random) {
    this.topic = topic;
    this.random = random;
  }

  /** The calls of the city's export, which stand newest first in it, oldest first. */
  static List<byte[]> ofExport(Path file) throws IOException {
    record Timed(String time, byte[] call) {}
    List<Timed> calls = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)));
        MappingIterator<JsonNode> array = JSON.readerFor(JsonNode.class).readValues(in)) {
      while (array.hasNext()) {
        JsonNode call = array.next();
        calls.add(new Timed(call.get("call_date_time").textValue(), JSON.writeValueAsBytes(call)));
      }
    }
    calls.sort(Comparator.comparing(Timed::time));
    return calls.stream().map(Timed::call).toList();
  }

  /** The lines of a file, as they are. */
  static List<byte[]> ofLines(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(Arrays.copyOfRange(bytes, start, i));
        start = i + 1;
      }
    }
    return lines;
  }

  /** The calls, with the other records among them. */
  static List<ProducerRecord<byte[], byte[]>> mixed(
      String topic, List<byte[]> calls, Random random) {
    CallsToSend mix = new CallsToSend(topic, random);
    for (byte[] call : calls) {
      mix.strewBefore(call);
      mix.add(PlainVerdicts.object(call), call);
    }
    return mix.records;
  }

  private void strewBefore(byte[] call) {
    switch (random.nextInt(200)) {
      case 0, 1 -> records.add(oneOfTheLast(SHORTLY_BEFORE));
      case 2 -> records.add(oneOfTheLast(LONG_BEFORE));
      case 3 -> strewConflict(oneOfTheLast(SHORTLY_BEFORE));
      case 4 -> strewConflict(oneOfTheLast(LONG_BEFORE));
      case 5, 6 -> strewBroken(call);
      default -> {}
    }
  }

  private ProducerRecord<byte[], byte[]> oneOfTheLast(int number) {
    if (records.isEmpty()) {
      return new ProducerRecord<>(topic, null);
    }
    while (true) {
      int index = records.size() - 1 - random.nextInt(Math.min(records.size(), number));
      ProducerRecord<byte[], byte[]> record = records.get(index);
      // It may itself repeat a call, and ingest knows that one from when it came first.
      int first = record.key() == null ? index : firsts.get(ByteBuffer.wrap(record.key()));
      if (records.size() - first <= LONG_BEFORE) {
        return record;
      }
    }
  }

  private void strewConflict(ProducerRecord<byte[], byte[]> before) {
    ObjectNode call = PlainVerdicts.object(before.value());
    if (call != null && call.path("disposition").isTextual()) {
      add(call.put("disposition", call.get("disposition").textValue() + "X"));
    }
  }

  /**
   * A broken copy of a call that itself comes after it, under the same id: the broken one must not
   * make the call a repeat.
   */
  private void strewBroken(byte[] bytes) {
    ObjectNode call = PlainVerdicts.object(bytes);
    if (call == null) {
      return;
    }
    switch (random.nextInt(9)) {
      case 0 -> add(call, Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1)));
      case 1 -> add(call.put("disposition", random.nextInt(100)));
      case 2 -> add(call.without("address"));
      case 3 -> add(call.put("call_date_time", "2018-02-30T12:00:00.000"));
      case 4 -> add(call.put("original_crime_type_name", " "));
      case 5 -> add(call.put("crime_id", call.path("crime_id").textValue() + "-A"));
      case 6 -> add(call.put("common_location", "x".repeat(70_000)));
      case 7 -> add(null, ("[" + new String(bytes, UTF_8) + "]").getBytes(UTF_8));
      default -> {
        byte[] noise = new byte[100];
        random.nextBytes(noise);
        noise[0] = (byte) 0xff;
        add(null, noise);
      }
    }
  }

  private void add(ObjectNode call) {
    add(call, call.toString().getBytes(UTF_8));
  }

  /** Under its id, so that all records of an id meet in one partition. */
  private void add(ObjectNode call, byte[] value) {
    JsonNode id = call == null ? null : call.get("crime_id");
    byte[] key = id == null || !id.isTextual() ? null : id.textValue().getBytes(UTF_8);
    if (key != null) {
      firsts.putIfAbsent(ByteBuffer.wrap(key), records.size());
    }
    records.add(new ProducerRecord<>(topic, key, value));
  }
}
