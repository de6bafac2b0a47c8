package org.sfcalls.tools.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.FaultCode;

class LetterTest {

  @Test
  void tellsEveryFaultAndWhereTheRecordStood() {
    Letter letter =
        Letter.of(
            Letters.at(2, 9)
                .reason("MISSING_FIELD")
                .header(DeadLetter.FIELD, "city")
                .header(DeadLetter.FAULTS, "MISSING_FIELD:city,BAD_CRIME_ID:crime_id")
                .header(DeadLetter.MESSAGE, "city is missing")
                .attempt(2)
                .record());
    assertThat(letter)
        .isEqualTo(
            new Letter(
                new Place(2, 9),
                Instant.parse("2018-12-31T12:00:00Z"),
                "calls.raw",
                new Place(1, 109),
                "MISSING_FIELD",
                List.of(
                    new FaultCode("MISSING_FIELD", "city"),
                    new FaultCode("BAD_CRIME_ID", "crime_id")),
                "city is missing",
                2));
    assertThat(letter.reason()).isEqualTo("MISSING_FIELD");
  }

  @Test
  void aDeadLetterOfOldHasItsFirstFaultAlone() {
    assertThat(Letter.of(Letters.at(0, 0).reason("NOT_JSON").record()).faults())
        .containsExactly(new FaultCode("NOT_JSON", null));
    assertThat(
            Letter.of(Letters.at(0, 0).reason("BAD_DATE").header(DeadLetter.FIELD, "x").record())
                .faults())
        .containsExactly(new FaultCode("BAD_DATE", "x"));
  }

  @Test
  void headersThatAreMissingOrNonsenseDoNoHarm() {
    Letter bare =
        Letter.of(
            new ConsumerRecord<>(
                "calls.rejected",
                0,
                3,
                -1,
                TimestampType.NO_TIMESTAMP_TYPE,
                -1,
                -1,
                null,
                null,
                new RecordHeaders().add(DeadLetter.REASON, null),
                Optional.empty()));
    assertThat(bare.topic()).isNull();
    assertThat(bare.origin()).isNull();
    assertThat(bare.reason()).isEqualTo("(none)");
    assertThat(bare.attempt()).isZero();
    Letter odd =
        Letter.of(
            Letters.at(0, 0)
                .header(DeadLetter.PARTITION, "one")
                .header(DeadLetter.ATTEMPT, "99999999999")
                .record());
    assertThat(odd.origin()).isNull();
    assertThat(odd.attempt()).isZero();
  }
}
