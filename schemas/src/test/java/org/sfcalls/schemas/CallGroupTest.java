package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class CallGroupTest {
  private static final CallGroup GROUP = group("Überfall \uD83D\uDE93");

  /** The text for every column, with its number. */
  private static CallGroup group(String text) {
    return CallGroup.of(
        Arrays.stream(GroupColumn.values())
            .map(column -> text + column.ordinal())
            .toArray(String[]::new));
  }

  @Test
  void theContractsHaveTheColumnsInTheirOrder() {
    List<String> columns = Arrays.stream(GroupColumn.values()).map(GroupColumn::field).toList();
    for (SpecificRecord record : List.of(new CallCountKey(), new CallCount(), new LateCall())) {
      List<String> fields =
          record.getSchema().getFields().stream().map(Schema.Field::name).toList();
      int first = fields.indexOf(columns.get(0));
      assertThat(fields.subList(first, first + columns.size())).isEqualTo(columns);
    }
    assertThat(CountedBy.DEFAULT.grouping()).isEqualTo(columns);
    assertThat(PoliceCall.getClassSchema().getFields())
        .extracting(Schema.Field::name)
        .containsAll(columns);
  }

  @Test
  void aGroupIsInARecordAndInBytesWhatItWas() {
    assertThat(CallGroup.of(GROUP.setOn(new CallCountKey()))).isEqualTo(GROUP);
    assertThat(CallGroup.of(GROUP.setOn(new LateCall()))).isEqualTo(GROUP);
    assertThat(CallGroup.of(GROUP.bytes())).isEqualTo(GROUP).hasSameHashCodeAs(GROUP);
    assertThat(CallGroup.of(group("x".repeat(5_000)).bytes())).isEqualTo(group("x".repeat(5_000)));
  }

  @Test
  void itsBytesAreThoseOfTheContract() {
    CallCountKey key = GROUP.setOn(new CallCountKey());
    key.setWindowStart(Instant.EPOCH);
    key.setWindowEnd(Instant.EPOCH);
    byte[] record = new RecordEncoder<>(CallCountKey.class, 1).encode(key);

    assertThat(record)
        .endsWith(GROUP.bytes())
        .hasSize(WireFormat.HEADER_BYTES + 2 + GROUP.bytes().length);
  }

  @Test
  void aValueThatACallLacksIsEmpty() {
    assertThat(CallGroup.of(new PoliceCall()).value(GroupColumn.DISPOSITION))
        .isEqualTo(GroupColumn.ABSENT);
  }

  @Test
  void groupsAreSortedByTheirColumnsInTurn() {
    assertThat(group("a")).isLessThan(group("b"));
    assertThat(group("a")).isEqualByComparingTo(group("a"));
  }

  @Test
  void refusesAnotherNumberOfValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallGroup.of())
        .withMessageContaining("type, disposition");
  }
}
