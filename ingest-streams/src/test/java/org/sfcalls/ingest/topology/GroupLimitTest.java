package org.sfcalls.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;
import org.sfcalls.ingest.encoding.CallEncoder;
import org.sfcalls.schemas.PoliceCall;

class GroupLimitTest {
  private static final Instant NOON = Instant.parse("2018-06-01T12:00:00Z");

  private final GroupLimit limit = new GroupLimit(3, XXHashFactory.fastestJavaInstance().hash64());

  @Test
  void callsOfAdmittedGroupsAreAdmittedAndOthersAreNotOnceTheDayHasItsNumber() {
    assertThat(admits("Fire", "HAN", NOON)).isTrue();
    assertThat(admits("Fire", "", NOON)).isTrue();
    // The same letters, divided otherwise.
    assertThat(admits("FireH", "AN", NOON)).isTrue();

    assertThat(admits("Noise", "HAN", NOON)).isFalse();
    assertThat(admits("Fire", "HAN", NOON)).isTrue();
    assertThat(admits("FireH", "AN", NOON)).isTrue();
    assertThat(admits("Fire", "H", NOON)).isFalse();
  }

  @Test
  void textsOfAnyLengthBeforeAndInTheGroupAreReadToTheirEnds() {
    String longType = "é".repeat(700);
    assertThat(admits(longType + "a", "HAN", NOON)).isTrue();
    assertThat(admits(longType + "b", "HAN", NOON)).isTrue();
    assertThat(admits(longType + "c", "d".repeat(64), NOON)).isTrue();

    assertThat(admits(longType + "c", "d".repeat(63), NOON)).isFalse();
    assertThat(admits(longType + "a", "HAN", NOON.minus(Duration.ofDays(9_000)))).isTrue();
  }

  @Test
  void aNewDayHasRoomAndAnOlderOneSharesTheNewestOnesRoom() {
    for (int type = 0; type < 4; type++) {
      assertThat(admits("Type " + type, "HAN", NOON)).isEqualTo(type < 3);
    }
    for (int type = 4; type < 8; type++) {
      assertThat(admits("Type " + type, "HAN", NOON.plus(Duration.ofDays(1)))).isEqualTo(type < 7);
    }
    assertThat(admits("Type 0", "HAN", NOON)).isFalse();
  }

  private boolean admits(String type, String disposition, Instant at) {
    LocalDate day = LocalDate.of(2018, 6, 1);
    PoliceCall call =
        new PoliceCall(
            "183653763",
            type,
            day,
            day,
            day,
            LocalTime.NOON,
            at,
            disposition,
            "an address",
            null,
            null,
            null,
            null,
            null);
    return limit.admits(new CallEncoder(7).encode(call), at.toEpochMilli());
  }
}
