package org.sfcalls.e2e.smoke;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.KeptRun;
import org.sfcalls.e2e.fixtures.Launcher;
import org.sfcalls.e2e.smoke.PlainCount.Window;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.DeadLetter;

/**
 * The whole pipeline as {@code ./sfcalls run} runs it, compared with a plain count of its input,
 * window by window, with a thousand broken lines among the calls: the city's export where the
 * environment variable {@code SFCALLS_EXPORT} names a copy, else generated calls.
 */
@Tag("smoke")
class StreamedCallsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the export may take on two cores, all processes together. */
  private static final long MEMORY_LIMIT = 3_500_000_000L;

  private static final double TIME_LIMIT_SECONDS = 120;

  @TempDir Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void everyCallIsCountedAndEveryBrokenLineRejected() throws Exception {
    Path input = input();
    List<JsonNode> calls = records(input);
    PlainCount plain = PlainCount.of(calls);
    Path mixed = folder.resolve("mixed.ndjson");
    Map<DeadLetterOf, Long> expected = writeMixed(calls, mixed, 1_000);

    try (KeptRun run = KeptRun.of(mixed, folder)) {
      assertThat(deadLetters(run)).isEqualTo(expected);
      assertThat(run.rejected().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(1_000);
      assertThat(run.rejected()).hasSize(8);
      assertThat(run.told("raw")).isEqualTo(plain.calls() + plain.repeated() + 1_000);
      assertThat(run.told("clean")).isEqualTo(plain.calls());
      assertThat(run.told("repeated")).isEqualTo(plain.repeated());
      assertThat(run.told("windows_counted")).isEqualTo(plain.windowsCounted());
      assertThat(run.told("windows_counted")).isEqualTo(2 * plain.calls());
      assertThat(run.told("late")).isZero();
      assertThat(run.told("peak_resident_bytes")).isPositive().isLessThan(MEMORY_LIMIT);
      assertThat(run.result().get("elapsed_seconds").doubleValue()).isLessThan(TIME_LIMIT_SECONDS);
      assertThat(run.result().get("balanced").booleanValue()).isTrue();
      assertThat(counts(run)).isEqualTo(plain.counts());
      System.out.printf(
          "StreamedCallsIT: %,d calls of %s; the totals of %,d groups, %,d (call, window) pairs together,"
              + " equal the plain count%n",
          plain.calls(), input, plain.counts().size(), plain.windowsCounted());
    }
  }

  /** The calls as lines, in the order of the file, with broken ones strewn in; these by reason. */
  private static Map<DeadLetterOf, Long> writeMixed(List<JsonNode> calls, Path to, int broken)
      throws IOException {
    Random random = new Random(7);
    Map<DeadLetterOf, Long> reasons = new HashMap<>();
    int every = calls.size() / broken;
    int written = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
      for (int i = 0; i < calls.size(); i++) {
        line(out, JSON.writeValueAsBytes(calls.get(i)));
        if (i % every == 0 && written < broken) {
          ObjectNode call = calls.get(i).deepCopy();
          // A rejected call must not be taken for a repeat of the one it was made from.
          call.put("crime_id", "9" + call.path("crime_id").textValue());
          DeadLetterOf rejected = broken(call, written++, random);
          line(out, rejected.value().array());
          reasons.merge(rejected, 1L, Long::sum);
        }
      }
    }
    return reasons;
  }

  /** A record that must be rejected, byte for byte, and why. */
  private record DeadLetterOf(ByteBuffer value, String reason) {}

  private static DeadLetterOf broken(ObjectNode call, int number, Random random)
      throws IOException {
    byte[] whole = JSON.writeValueAsBytes(call);
    String reason =
        List.of(
                "NOT_JSON",
                "WRONG_TYPE",
                "MISSING_FIELD",
                "BAD_DATE",
                "NOT_UTF8",
                "NO_VALUE",
                "BLANK_FIELD",
                "RECORD_TOO_LARGE")
            .get(number == 500 ? 7 : number % 7);
    byte[] value =
        switch (reason) {
          case "NOT_JSON" -> Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
          case "WRONG_TYPE" -> JSON.writeValueAsBytes(call.put("disposition", random.nextInt(100)));
          case "MISSING_FIELD" -> {
            List<String> names = new ArrayList<>();
            call.fieldNames().forEachRemaining(names::add);
            call.remove(names.get(random.nextInt(names.size())));
            yield JSON.writeValueAsBytes(call);
          }
          case "BAD_DATE" ->
              JSON.writeValueAsBytes(call.put("call_date_time", "2018-02-30T12:00:00.000"));
          case "NOT_UTF8" -> noise(random);
          case "NO_VALUE" -> new byte[0];
          case "BLANK_FIELD" -> JSON.writeValueAsBytes(call.put("original_crime_type_name", " "));
          default -> JSON.writeValueAsBytes(call.put("address", "x".repeat(5_000_000)));
        };
    return new DeadLetterOf(ByteBuffer.wrap(value), reason);
  }

  /** Bytes that are no UTF-8, on one line. */
  private static byte[] noise(Random random) {
    byte[] noise = new byte[100];
    random.nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = noise[i] == '\n' || noise[i] == '\r' ? 0 : noise[i];
    }
    noise[0] = (byte) 0xff;
    return noise;
  }

  private static Map<DeadLetterOf, Long> deadLetters(KeptRun run) {
    Map<DeadLetterOf, Long> letters = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : run.records("calls.rejected")) {
      String reason = new String(record.headers().lastHeader(DeadLetter.REASON).value(), UTF_8);
      letters.merge(new DeadLetterOf(ByteBuffer.wrap(record.value()), reason), 1L, Long::sum);
    }
    return letters;
  }

  private static void line(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.write('\n');
  }

  private static Map<Window, Long> counts(KeptRun run) {
    Map<Window, Long> counts = new HashMap<>();
    for (CallCount count : run.values("calls.counts", CallCount.class)) {
      counts.put(
          new Window(
              count.getWindowStart(), count.getOriginalCrimeTypeName(), count.getDisposition()),
          count.getCount());
    }
    return counts;
  }

  /** The city's export, or calls made up by the program itself. */
  private Path input() throws Exception {
    String export = System.getenv("SFCALLS_EXPORT");
    if (export != null) {
      return Path.of(export);
    }
    Path generated = folder.resolve("generated.ndjson.gz");
    Process process =
        Launcher.ofCommand(
                "generate",
                "--count",
                "50000",
                "--seed",
                "11",
                "--from",
                "2018-10-20",
                "--repeats",
                "0.001",
                "--out",
                generated.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return generated;
  }

  private static List<JsonNode> records(Path file) throws IOException {
    try (InputStream in =
        file.toString().endsWith(".gz")
            ? new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))
            : new BufferedInputStream(Files.newInputStream(file))) {
      byte[] bytes = in.readAllBytes();
      List<JsonNode> records = new ArrayList<>();
      if (bytes[0] == '[') {
        JSON.readTree(bytes).forEach(records::add);
      } else {
        new String(bytes, UTF_8).lines().forEach(line -> records.add(tree(line)));
      }
      return records;
    }
  }

  private static JsonNode tree(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + line, e);
    }
  }
}
