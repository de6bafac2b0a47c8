package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code docs/clients.md} says of the contracts, against the contracts. */
class ClientsPageTest {
  private static final Map<String, Schema> SUBJECTS =
      Topics.withPrefix(Topics.DEFAULT_PREFIX).subjects();

  private String page;

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(Path.of("../docs/clients.md"));
  }

  @Test
  void tablesOfFlinkHaveTheFieldsOfTheContractsInTheirTypes() {
    Map<String, Map<String, String>> tables = new LinkedHashMap<>();
    for (MatchResult table :
        found("(?s)CREATE TABLE (\\w+) \\(\\n(.*?)\\n\\) WITH \\((.*?)\\);", page)) {
      String topic = found("'topic' = '([^']+)'", table.group(3)).get(0).group(1);
      Map<String, String> columns = new LinkedHashMap<>();
      for (MatchResult column : found("(?m)^  `?([a-z_]+)`? ([A-Z0-9()]+),?$", table.group(2))) {
        columns.put(column.group(1), column.group(2));
      }
      assertThat(columns)
          .as(topic)
          .isEqualTo(columns(SUBJECTS.get(topic + "-value"), ClientsPageTest::flinkType));
      tables.put(topic, columns);
      List<MatchResult> key = found("PRIMARY KEY \\((.*)\\) NOT ENFORCED", table.group(2));
      if (SUBJECTS.containsKey(topic + "-key")) {
        assertThat(key.get(0).group(1).replace("`", "").split(", "))
            .as(topic)
            .containsExactly(names(SUBJECTS.get(topic + "-key")).toArray(String[]::new));
        assertThat(table.group(3)).contains("'key.format' = 'avro-confluent'");
      } else {
        assertThat(key).as(topic).isEmpty();
      }
    }
    assertThat(tables).containsOnlyKeys("calls.clean", "calls.counts", "calls.late");
  }

  @Test
  void theTableOfDuckDbHasTheFieldsOfACount() {
    String struct = found("value: 'STRUCT\\((.*)\\)'", page).get(0).group(1);
    Map<String, String> columns = new LinkedHashMap<>();
    for (String column : struct.split(", ", -1)) {
      columns.put(column.split(" ", 2)[0], column.split(" ", 2)[1]);
    }
    assertThat(columns).isEqualTo(columns(CallCount.getClassSchema(), ClientsPageTest::duckDbType));
  }

  @Test
  void programsReadFieldsThatThereAre() {
    TreeSet<String> known = new TreeSet<>();
    known.addAll(names(PoliceCall.getClassSchema()));
    known.addAll(names(CallCount.getClassSchema()));
    TreeSet<String> ofKey = new TreeSet<>(names(CallCountKey.getClassSchema()));
    List<String> read = new ArrayList<>();
    for (MatchResult field :
        found(
            "(?<!message\\.)\\b(key|value)(?:\\.|\\[\")([a-z]+(?:_[a-z]+)*)\\b(?=[,)\"\\]])",
            page)) {
      assertThat(field.group(1).equals("key") ? ofKey : known).contains(field.group(2));
      read.add(field.group(2));
    }
    assertThat(read).contains("window_start", "count", "call_date_time").hasSizeGreaterThan(8);
  }

  @Test
  void everyTopicHasItsContracts() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (MatchResult row : found("(?m)^\\| `(calls\\.\\w+)` \\| ([^|]+) \\| ([^|]+) \\|", page)) {
      rows.put(row.group(1), List.of(row.group(2), row.group(3)));
    }
    rows.forEach(
        (topic, cells) -> {
          List<String> sides = List.of("-key", "-value");
          for (int side = 0; side < sides.size(); side++) {
            Schema schema = SUBJECTS.get(topic + sides.get(side));
            if (schema == null) {
              assertThat(cells.get(side)).as(topic).doesNotContain("Avro");
            } else {
              assertThat(cells.get(side)).as(topic).isEqualTo("Avro `" + schema.getName() + "`");
            }
          }
        });
    TreeSet<String> topics =
        new TreeSet<>(Topics.withPrefix(Topics.DEFAULT_PREFIX).layouts(1).keySet());
    // Of use to the redrive alone.
    topics.remove("calls.redriven");
    assertThat(rows.keySet()).isEqualTo(topics);
  }

  private static List<MatchResult> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }

  private static List<String> names(Schema record) {
    return record.getFields().stream().map(Schema.Field::name).toList();
  }

  private static Map<String, String> columns(Schema record, Function<Schema, String> type) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (Schema.Field field : record.getFields()) {
      Schema schema = field.schema();
      columns.put(field.name(), type.apply(schema.isUnion() ? schema.getTypes().get(1) : schema));
    }
    return columns;
  }

  private static String flinkType(Schema schema) {
    return switch (kind(schema)) {
      case "date" -> "DATE";
      case "time-millis" -> "TIME(3)";
      case "timestamp-millis" -> "TIMESTAMP(3)";
      case "string" -> "STRING";
      case "int" -> "INT";
      case "long" -> "BIGINT";
      default -> throw new IllegalArgumentException(schema.toString());
    };
  }

  private static String duckDbType(Schema schema) {
    return switch (kind(schema)) {
      case "timestamp-millis" -> "TIMESTAMPTZ";
      case "string" -> "VARCHAR";
      case "long" -> "BIGINT";
      default -> throw new IllegalArgumentException(schema.toString());
    };
  }

  private static String kind(Schema schema) {
    LogicalType logical = schema.getLogicalType();
    return logical == null ? schema.getType().getName() : logical.getName();
  }
}
