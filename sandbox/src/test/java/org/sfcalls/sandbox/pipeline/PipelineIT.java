package org.sfcalls.sandbox.pipeline;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.sandbox.pipeline.PlainCount.Window;
import org.sfcalls.schemas.CallCount;

/**
 * The whole pipeline as {@code ./sfcalls run} runs it, held against a plain count of its input: on
 * the city's export where the environment variable {@code SFCALLS_EXPORT} names a copy, else on
 * generated calls.
 */
class PipelineIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MEMORY_LIMIT = 3_500_000_000L;

  @TempDir Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void theCountsEqualAPlainCountOfTheFileWindowByWindow() throws Exception {
    Path input = input();
    PlainCount plain = PlainCount.of(records(input));

    try (KeptRun run = KeptRun.of(input, folder)) {
      assertThat(run.told("raw")).isEqualTo(plain.calls() + plain.repeated());
      assertThat(run.told("clean")).isEqualTo(plain.calls());
      assertThat(run.told("repeated")).isEqualTo(plain.repeated());
      assertThat(run.rejected()).isEmpty();
      assertThat(run.told("windows_counted")).isEqualTo(plain.windowsCounted());
      assertThat(run.told("windows_counted")).isEqualTo(2 * plain.calls());
      assertThat(run.told("late")).isZero();
      assertThat(run.result().get("balanced").booleanValue()).isTrue();
      assertThat(counts(run)).isEqualTo(plain.counts());
      assertThat(run.told("peak_resident_bytes")).isPositive().isLessThan(MEMORY_LIMIT);
    }
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void aThousandBrokenLinesAreRejectedEachForItsReasonAndTheRestIsCountedExactly()
      throws Exception {
    List<JsonNode> calls = records(input());
    PlainCount plain = PlainCount.of(calls);
    Path mixed = folder.resolve("mixed.ndjson");
    Map<String, Long> expected = writeMixed(calls, mixed, 1_000);

    assertThat(expected.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1_000);
    try (KeptRun run = KeptRun.of(mixed, folder)) {
      assertThat(run.rejected()).isEqualTo(expected);
      assertThat(run.told("raw")).isEqualTo(plain.calls() + plain.repeated() + 1_000);
      assertThat(run.told("clean")).isEqualTo(plain.calls());
      assertThat(run.told("repeated")).isEqualTo(plain.repeated());
      assertThat(run.told("late")).isZero();
      assertThat(run.result().get("balanced").booleanValue()).isTrue();
      assertThat(counts(run)).isEqualTo(plain.counts());
    }
  }

  /** The calls as lines, in the order of the file, with broken ones strewn in; these by reason. */
  private static Map<String, Long> writeMixed(List<JsonNode> calls, Path to, int broken)
      throws IOException {
    Random random = new Random(7);
    Map<String, Long> reasons = new TreeMap<>();
    int every = calls.size() / broken;
    int written = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
      for (int i = 0; i < calls.size(); i++) {
        line(out, JSON.writeValueAsBytes(calls.get(i)));
        if (i % every == 0 && written < broken) {
          ObjectNode call = calls.get(i).deepCopy();
          // A rejected call must not be taken for a repeat of the one it was made from.
          call.put("crime_id", "9" + call.path("crime_id").textValue());
          String reason = writeBroken(out, call, written++, random);
          reasons.merge(reason, 1L, Long::sum);
        }
      }
    }
    return reasons;
  }

  private static String writeBroken(OutputStream out, ObjectNode call, int number, Random random)
      throws IOException {
    switch (number == 500 ? 7 : number % 7) {
      case 0 -> {
        byte[] whole = JSON.writeValueAsBytes(call);
        line(out, Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1)));
        return "NOT_JSON";
      }
      case 1 -> {
        call.put("disposition", random.nextInt(100));
        line(out, JSON.writeValueAsBytes(call));
        return "WRONG_TYPE";
      }
      case 2 -> {
        List<String> names = new ArrayList<>();
        call.fieldNames().forEachRemaining(names::add);
        call.remove(names.get(random.nextInt(names.size())));
        line(out, JSON.writeValueAsBytes(call));
        return "MISSING_FIELD";
      }
      case 3 -> {
        call.put("call_date_time", "2018-02-30T12:00:00.000");
        line(out, JSON.writeValueAsBytes(call));
        return "BAD_DATE";
      }
      case 4 -> {
        byte[] noise = new byte[100];
        random.nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
          noise[i] = noise[i] == '\n' || noise[i] == '\r' ? 0 : noise[i];
        }
        noise[0] = (byte) 0xff;
        line(out, noise);
        return "NOT_UTF8";
      }
      case 5 -> {
        line(out, new byte[0]);
        return "NO_VALUE";
      }
      case 6 -> {
        line(out, JSON.writeValueAsBytes(call.put("original_crime_type_name", " ")));
        return "BLANK_FIELD";
      }
      default -> {
        line(out, JSON.writeValueAsBytes(call.put("address", "x".repeat(5_000_000))));
        return "RECORD_TOO_LARGE";
      }
    }
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
        Launcher.ofIngest(
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
