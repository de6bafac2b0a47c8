package org.sfcalls.analytics.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.account.Account;
import org.sfcalls.account.BatchFigures;
import org.sfcalls.analytics.SparkForTests;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.calls.reading.InputFault;
import org.sfcalls.calls.validation.CallJson;
import org.sfcalls.schemas.WindowSpec;

/** Export files counted by Spark, without a broker and a registry. */
class BatchCountTest {

  private final SparkSession spark = SparkForTests.session();
  private final List<Row> outcomes = new ArrayList<>();
  private final BatchCount batch =
      new BatchCount(
          spark,
          RadioCodes.read(spark, "../data/radio_code.json"),
          WindowSpec.DEFAULT,
          Grouping.DEFAULT,
          List.of(
              (rows, number) ->
                  outcomes.addAll(CallCounts.windows(rows, WindowSpec.DEFAULT).collectAsList())));

  @TempDir Path folder;

  @Test
  void theShippedSampleHasTheAccountThatTheStreamHas() throws IOException {
    BatchFigures account = batch.ofFiles(List.of("../data/sample-calls.ndjson.gz"));

    assertThat(account.read()).isEqualTo(20_000);
    assertThat(account.valid()).isEqualTo(19_970);
    assertThat(account.repeated()).isEqualTo(17);
    assertThat(account.rejected())
        .isEqualTo(
            Map.of(
                "BAD_DATE", 2L,
                "MISSING_FIELD", 2L,
                "NOT_JSON", 3L,
                "NOT_UTF8", 2L,
                "NO_VALUE", 2L,
                "WRONG_TYPE", 2L));
    assertThat(account.counted()).isEqualTo(39_940);
    assertThat(Account.of(account, 2).balanced()).isTrue();
  }

  @Test
  void filesOfAllFormsAreCountedTogetherAndACallThatStandsInTwoOfThemOnce() throws IOException {
    byte[] first = call("1", "23:57");
    byte[] second = call("2", "23:52");
    Path lines = file("lines.ndjson", first, second);
    Path packed = folder.resolve("array.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(
          ("[" + new String(first, UTF_8) + "," + new String(call("3", "23:41"), UTF_8) + "]")
              .getBytes(UTF_8));
    }

    BatchFigures account = batch.ofFiles(List.of(lines.toString(), packed.toString()));

    assertThat(account.valid()).isEqualTo(3);
    assertThat(account.repeated()).isEqualTo(1);
    assertThat(account.rejected()).isEmpty();
    assertThat(counts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "2019-01-01T07:35:00Z Traffic Stop ADM Admonished", 1L,
                "2019-01-01T07:40:00Z Traffic Stop ADM Admonished", 1L,
                "2019-01-01T07:45:00Z Traffic Stop ADM Admonished", 1L,
                "2019-01-01T07:50:00Z Traffic Stop ADM Admonished", 2L,
                "2019-01-01T07:55:00Z Traffic Stop ADM Admonished", 1L));
  }

  @Test
  void ofCallsWithOneIdTheEarliestCountsAndOnesWithOtherContentAreRejected() throws IOException {
    Path file =
        file(
            "calls.ndjson",
            CallJson.good().with("crime_id", "7").with("city", "").json(),
            CallJson.good().with("crime_id", "7").at("2018-12-31T23:41").json(),
            CallJson.good().with("crime_id", "7").json(),
            CallJson.good().with("crime_id", "7").at("2018-12-31T23:41").json());

    BatchFigures account = batch.ofFiles(List.of(file.toString()));

    assertThat(account.valid()).isEqualTo(1);
    assertThat(account.repeated()).isEqualTo(1);
    assertThat(account.rejected()).isEqualTo(Map.of("CONFLICTING_REPEAT", 2L));
    assertThat(counts().keySet())
        .allMatch(
            window ->
                window.startsWith("2019-01-01T07:35") || window.startsWith("2019-01-01T07:40"));
  }

  @Test
  void aRecordIsValidatedWithSparksJacksonAsWithIngests() throws IOException {
    Path file =
        file(
            "calls.ndjson",
            // Longer than what newer versions of Jackson let a name be, unless told otherwise.
            CallJson.good().with("n".repeat(60_000), "").json(),
            // UTF-16 without a mark, which Jackson would guess from the zero bytes.
            "\u0000{\u0000\"\u0000a\u0000\"".getBytes(UTF_8),
            "[[[[[[[[[1]]]]]]]]]".getBytes(UTF_8),
            new byte[0],
            new byte[] {(byte) 0xff});

    assertThat(batch.ofFiles(List.of(file.toString())).rejected())
        .isEqualTo(Map.of("NOT_JSON", 1L, "NESTED_TOO_DEEPLY", 1L, "NO_VALUE", 1L, "NOT_UTF8", 1L));
  }

  @Test
  void aFileThatIsNotThereOrBreaksOffIsToldByName() throws IOException {
    assertThatThrownBy(() -> batch.ofFiles(List.of(folder.resolve("none.json").toString())))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("none.json: there is no such file");
    Path broken = file("broken.json", "[{\"a\": 1},".getBytes(UTF_8));
    assertThatThrownBy(() -> batch.ofFiles(List.of(broken.toString())))
        .rootCause()
        .hasMessageContaining("broken.json")
        .hasMessageContaining("Unexpected end-of-input");
  }

  private Path file(String name, byte[]... lines) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] line : lines) {
        out.write(line);
        out.write('\n');
      }
    }
    return file;
  }

  private static byte[] call(String id, String time) {
    return CallJson.good().with("crime_id", id).at("2018-12-31T" + time).json();
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : outcomes) {
      counts.put(
          row.<Timestamp>getAs("windowStart").toInstant()
              + " "
              + row.getAs("type")
              + " "
              + row.getAs("disposition")
              + " "
              + row.getAs("description"),
          row.getAs("count"));
    }
    return counts;
  }
}
