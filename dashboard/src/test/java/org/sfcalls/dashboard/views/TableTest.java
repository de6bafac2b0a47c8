package org.sfcalls.dashboard.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sfcalls.dashboard.CallLog;
import org.sfcalls.dashboard.views.SeriesView.By;
import org.sfcalls.schemas.GroupColumn;

class TableTest extends ViewTest {
  private static final List<String> TEXTS =
      List.of(
          "plain",
          "=1+1",
          "+1",
          "-1",
          "@SUM(A1)",
          "\t=1",
          "\r=1",
          "a,b;c",
          "a \"quoted\" word",
          "two\nlines",
          "two\r\nlines",
          "'; DROP TABLE windows; --",
          "<script>alert(1)</script>",
          "\uD83D\uDE92 \u202E",
          "'already",
          " =1",
          "");

  private static Table table(List<String> texts) {
    return new Table(
        List.of("number BIGINT", "text VARCHAR"),
        texts.stream()
            .map(text -> Arrays.<Object>asList((long) texts.indexOf(text), text))
            .toList());
  }

  private Path csv(Table table) {
    Path file = store.scratchFile(".csv");
    table.writeCsv(store, file);
    return file;
  }

  private Path parquet(Table table) {
    Path file = store.scratchFile(".parquet");
    table.writeParquet(store, file);
    return file;
  }

  private static List<List<Object>> read(String source) throws Exception {
    List<List<Object>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM " + source)) {
      while (row.next()) {
        List<Object> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          values.add(row.getObject(i));
        }
        rows.add(values);
      }
    }
    return rows;
  }

  private static List<List<Object>> readParquet(Path file) throws Exception {
    return read("read_parquet('" + file + "')");
  }

  private static List<Object> texts(List<List<Object>> rows) {
    return rows.stream().map(row -> row.get(1)).toList();
  }

  @Test
  void aSpreadsheetFindsNoFormulaInCsv() throws Exception {
    Path file = csv(table(TEXTS));

    assertThat(
            texts(
                read(
                    "read_csv('"
                        + file
                        + "', header = true, all_varchar = true, new_line = '\\n', strict_mode = false, quote = '\"', escape = '\"', delim = ',')")))
        .startsWith("plain", "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t'=1", "'\r'=1", "a,b;c");
    assertThat(Files.readString(file))
        .startsWith("number,text\n0,plain\n1,'=1+1\n2,'+1\n3,'-1\n4,'@SUM(A1)\n")
        .contains("\"a,b;c\"", "\"a \"\"quoted\"\" word\"", "\"two\nlines\"", "\"two\r\nlines\"")
        .contains("'; DROP TABLE windows; --", "<script>alert(1)</script>");
  }

  @Test
  void noOtherCellAndNoTerminalFindsOneEither() throws Exception {
    List<List<Object>> rows = new ArrayList<>();
    for (String text :
        List.of(
            "Fire;=1+1",
            "\uff1d1+1",
            "\n=1",
            "a\n-1",
            "Fire|@SUM(A1)",
            "\u001b[31m\u0000",
            "Well-Being")) {
      rows.add(List.of((long) rows.size(), text));
    }
    String csv = Files.readString(csv(new Table(List.of("number BIGINT", "text VARCHAR"), rows)));

    assertThat(csv)
        .contains(
            "Fire;'=1+1", "'\uff1d1+1", "\"'\n'=1\"", "\"a\n'-1\"", "Fire|'@SUM(A1)", "Well-Being")
        .contains("\\u001b[31m\\u0000")
        .doesNotContain("\u001b", "\u0000");
  }

  @Test
  void numbersBelowZeroAreNoFormulas() throws Exception {
    Path file =
        csv(new Table(List.of("calls BIGINT", "mean DOUBLE"), List.of(List.<Object>of(-5L, -0.5))));

    assertThat(Files.readString(file)).isEqualTo("calls,mean\n-5,-0.5\n");
  }

  @Test
  void parquetKeepsEveryTextExactly() throws Exception {
    assertThat(texts(readParquet(parquet(table(TEXTS))))).containsExactlyElementsOf(TEXTS);
    assertThat(store.query("SELECT count(*) FROM windows", row -> row.getLong(1)))
        .containsExactly(0L);
  }

  @Test
  void nothingIsNothingInBoth() throws Exception {
    Table table =
        new Table(
            List.of("number BIGINT", "text VARCHAR"), List.of(Arrays.<Object>asList(null, null)));

    assertThat(Files.readString(csv(table))).isEqualTo("number,text\n,\n");
    assertThat(readParquet(parquet(table))).containsExactly(Arrays.asList(null, null));
  }

  @Test
  void aTableWithoutRowsHasItsHead() throws Exception {
    Table table = Table.ofRejected(store);

    assertThat(Files.readString(csv(table)))
        .isEqualTo("partition,offset,at,reason,field,message,excerpt,read_from\n");
    assertThat(readParquet(parquet(table))).isEmpty();
  }

  @Test
  void aFolderWithAQuoteInItsNameIsWrittenTo() throws Exception {
    Path file = Files.createDirectory(folder.resolve("it's here")).resolve("table.csv");
    table(List.of("plain")).writeCsv(store, file);

    assertThat(file).content().isEqualTo("number,text\n0,plain\n");
  }

  @Test
  void theWindowsTableHasAllPairsNotTheBusiestAlone() throws Exception {
    CallLog calls = new CallLog();
    for (int i = 0; i < 30; i++) {
      calls.calls(Instant.parse("2016-11-27T18:25:00Z"), "type " + (10 + i), "HAN", 100 - i);
    }
    calls.call("2016-11-27T18:25:00Z", HOSTILE, "QQ7").into(store);
    progress("2016-11-27T18:40:00Z", "2016-11-27T18:30:00Z");

    List<List<Object>> rows =
        readParquet(
            parquet(Table.ofWindow(store, Optional.of(CallLog.second("2016-11-27T18:20:00Z")))));
    assertThat(rows).hasSize(31);
    assertThat(rows.get(0).subList(2, 7)).containsExactly(true, "type 10", "HAN", "Handled", 100L);
    assertThat(rows.get(0).get(0).toString()).startsWith("2016-11-27 18:20:00");
    assertThat(rows.get(0).get(1).toString()).startsWith("2016-11-27 18:30:00");
    assertThat(rows.get(30).subList(3, 7)).isEqualTo(Arrays.asList(HOSTILE, "QQ7", null, 1L));
    // The newest that event time has passed.
    assertThat(readParquet(parquet(Table.ofWindow(store, Optional.empty())))).isEmpty();
  }

  @Test
  void aSeriesIsOneRowForEachBucketAndLine() throws Exception {
    new CallLog()
        .call("2016-11-27T18:01:00Z", "Fire")
        .call("2016-11-27T18:32:00Z", "Noise")
        .into(store);

    List<List<Object>> rows =
        readParquet(
            parquet(
                Table.ofSeries(
                    SeriesView.of(
                        store,
                        new SeriesView.Question(
                            Optional.of(CallLog.second("2016-11-27T18:00:00Z")),
                            Optional.of(CallLog.second("2016-11-27T20:00:00Z")),
                            By.of(GroupColumn.TYPE),
                            Map.of(),
                            10,
                            SAN_FRANCISCO)))));
    assertThat(rows).hasSize(8);
    assertThat(rows.get(0).subList(1, 6)).containsExactly("half_hour", "type", "Fire", "Fire", 1L);
    assertThat(rows.get(5).subList(1, 6))
        .containsExactly("half_hour", "type", "Noise", "Noise", 1L);
  }

  @Test
  void deadLettersAndLatePairsAreWrittenWithTheirHostileTexts() throws Exception {
    apply(CallLog.deadLetter(1, "BAD_DATE", "=HYPERLINK(\"http://evil\")"));
    apply(CallLog.late(7, "2016-11-27T18:20:00Z", "@Fire"));

    assertThat(Files.readString(csv(Table.ofRejected(store))))
        .contains("\"'=HYPERLINK(\"\"http://evil\"\")\"")
        .contains("calls.raw-0@1");
    assertThat(readParquet(parquet(Table.ofRejected(store))).get(0))
        .contains("=HYPERLINK(\"http://evil\")", "BAD_DATE");
    assertThat(Files.readString(csv(Table.ofLate(store)))).contains("'@Fire", "calls.clean-2@7");
  }
}
