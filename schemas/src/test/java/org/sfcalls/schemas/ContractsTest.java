package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.junit.jupiter.api.Test;

class ContractsTest {

  private final Topics topics = Topics.withPrefix("calls");

  @Test
  void everyRecordAndEveryFieldOfEveryContractIsDocumented() {
    assertThat(topics.subjects()).hasSizeGreaterThanOrEqualTo(10);
    topics
        .subjects()
        .forEach(
            (subject, schema) -> {
              assertThat(schema.getDoc()).as("doc of %s", schema.getFullName()).isNotBlank();
              for (Field field : schema.getFields()) {
                assertThat(field.doc())
                    .as("doc of %s.%s", schema.getFullName(), field.name())
                    .isNotBlank();
              }
            });
  }

  @Test
  void aPoliceCallHasTheFourteenFieldsOfTheExportInTheExportsOrder() {
    assertThat(PoliceCall.getClassSchema().getFields())
        .extracting(Field::name)
        .containsExactly(
            "crime_id",
            "original_crime_type_name",
            "report_date",
            "call_date",
            "offense_date",
            "call_time",
            "call_date_time",
            "disposition",
            "address",
            "city",
            "state",
            "agency_id",
            "address_type",
            "common_location");
  }

  @Test
  void datesAreDatesAndTheEventTimeIsAnInstant() {
    Schema schema = PoliceCall.getClassSchema();
    assertThat(logicalType(schema, "report_date")).isEqualTo("date");
    assertThat(logicalType(schema, "call_date")).isEqualTo("date");
    assertThat(logicalType(schema, "offense_date")).isEqualTo("date");
    assertThat(logicalType(schema, "call_time")).isEqualTo("time-millis");
    assertThat(logicalType(schema, "call_date_time")).isEqualTo("timestamp-millis");
  }

  @Test
  void everyTopicHasALayoutAndEverySubjectATopic() {
    assertThat(topics.layouts(4).keySet())
        .containsExactlyInAnyOrder(
            "calls.raw",
            "calls.repartitioned",
            "calls.clean",
            "calls.rejected",
            "calls.redriven",
            "calls.ledger",
            "calls.counts",
            "calls.late",
            "calls.progress");
    assertThat(topics.subjects().keySet())
        .allSatisfy(
            subject ->
                assertThat(topics.layouts(4)).containsKey(subject.replaceAll("-(key|value)$", "")));
  }

  @Test
  void totalsAreKeptByKeyAndCallsAreKeptForGood() {
    assertThat(topics.layouts(4).get("calls.counts").settings())
        .containsEntry("cleanup.policy", "compact");
    assertThat(topics.layouts(4).get("calls.raw").settings()).containsEntry("retention.ms", "-1");
    assertThat(topics.layouts(7).get("calls.clean").partitions()).isEqualTo(7);
  }

  @Test
  void everyTopicTakesAnyTimestamp() {
    assertThat(topics.layouts(4).values())
        .allSatisfy(
            layout ->
                assertThat(layout.settings())
                    .containsEntry("message.timestamp.before.max.ms", "9223372036854775807")
                    .containsEntry("message.timestamp.after.max.ms", "9223372036854775807"));
  }

  private static String logicalType(Schema record, String field) {
    return record.getField(field).schema().getLogicalType().getName();
  }
}
