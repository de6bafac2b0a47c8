package org.sfcalls.analytics.writing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.TestGroups;
import org.sfcalls.analytics.counting.KeyOutcome;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.RecordEncoder;

/** The bytes of Avro's own writer are the reference. */
class CountEncoderTest {

  private static final int KEY_ID = 3;
  private static final int COUNT_ID = 1_000_000;
  private static final long TEN_MINUTES = 600_000;

  private final CountEncoder encoder = new CountEncoder(TEN_MINUTES, KEY_ID, COUNT_ID);
  private final RecordEncoder<CallCountKey> keys = new RecordEncoder<>(CallCountKey.class, KEY_ID);
  private final RecordEncoder<CallCount> counts = new RecordEncoder<>(CallCount.class, COUNT_ID);

  @Test
  void countsAreTheBytesThatAvroWritesOfEveryLengthOfTextAndNumber() {
    assertAvros("Traffic Stop", "HAN", "Handled");
    assertAvros("Überfall \uD83D\uDE93", "Not recorded", null);
    assertAvros("x".repeat(10_000), "y".repeat(3_000), "z".repeat(70));
    assertAvros("short again", "", "");
  }

  private void assertAvros(String type, String disposition, String description) {
    KeyOutcome outcome = new KeyOutcome();
    CallGroup group = TestGroups.of(type, disposition);
    outcome.setGroup(group.bytes());
    outcome.setDescription(description);
    outcome.setWindowStarts(
        new long[] {0, 300_000, Instant.parse("2018-12-31T23:55:00Z").toEpochMilli()});
    outcome.setCounts(new long[] {1, 64, Long.MAX_VALUE});
    encoder.begin(outcome);
    for (int i = 0; i < outcome.getCounts().length; i++) {
      Instant start = Instant.ofEpochMilli(outcome.getWindowStarts()[i]);
      Instant end = start.plusMillis(TEN_MINUTES);
      long count = outcome.getCounts()[i];
      CallCountKey key = group.setOn(new CallCountKey());
      key.setWindowStart(start);
      key.setWindowEnd(end);
      CallCount value = group.setOn(new CallCount());
      value.setWindowStart(start);
      value.setWindowEnd(end);
      value.setDispositionDescription(description);
      value.setCount(count);
      assertThat(encoder.key(i)).isEqualTo(keys.encode(key));
      assertThat(encoder.count(i)).isEqualTo(counts.encode(value));
    }
  }
}
