package org.sfcalls.tools.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sfcalls.schemas.DeadLetter;

class ListingTest {
  private static final Selection ALL = new Selection(Set.of(), Set.of(), null, null);

  @Test
  void keepsTheNewestAndCountsAll() {
    Listing listing = new Listing(ALL, Set.of(new Place(0, 0)), 2);
    listing.take(Letters.at(0, 0).sent("2018-12-31T10:00:00Z").reason("NOT_JSON").record());
    listing.take(
        Letters.at(0, 1)
            .sent("2018-12-31T12:00:00Z")
            .header(DeadLetter.FAULTS, "BAD_DATE:call_date,BAD_DATE:report_date")
            .record());
    listing.take(Letters.at(1, 0).sent("2018-12-31T11:00:00Z").reason("NOT_JSON").record());

    assertThat(listing.newest())
        .extracting(listed -> listed.letter().place().toString())
        .containsExactly("1:0", "0:1");
    assertThat(listing.selected()).isEqualTo(3);
    assertThat(listing.tables().lines())
        .contains(
            "| reason   | dead letters |   share | re-driven |",
            "| NOT_JSON |            2 |  66.7 % |         1 |",
            "| BAD_DATE |            1 |  33.3 % |         0 |",
            "| all      |            3 | 100.0 % |         1 |",
            "| call_date   |            1 | 33.3 % |         0 |",
            "| report_date |            1 | 33.3 % |         0 |");
    assertThat(listing.json())
        .isEqualTo(
            "{\"deadLetters\":3,\"redriven\":1,\"reasons\":{\"BAD_DATE\":{\"deadLetters\":1,\"redriven\":0},"
                + "\"NOT_JSON\":{\"deadLetters\":2,\"redriven\":1}},\"fields\":{\"(none)\":{\"deadLetters\":2,"
                + "\"redriven\":1},\"call_date\":{\"deadLetters\":1,\"redriven\":0},"
                + "\"report_date\":{\"deadLetters\":1,\"redriven\":0}}}");
  }

  @Test
  void saysWhichReasonsThereAreWhenNoneWasMeant() {
    Listing listing =
        new Listing(new Selection(Set.of("BAD_DAT"), Set.of(), null, null), Set.of(), 5);
    assertThat(Listing.nothing(listing.reasons())).isEqualTo("there are no dead letters");
    listing.take(Letters.at(0, 0).reason("BAD_DATE").record());
    assertThat(listing.selected()).isZero();
    assertThat(Listing.nothing(listing.reasons()))
        .isEqualTo("no dead letter matches; there are: BAD_DATE 1");
  }

  @Test
  void aDeadLetterIsABlockOfLines() {
    Letters letters =
        Letters.at(3, 7)
            .header(DeadLetter.FAULTS, "MISSING_FIELD:city,BAD_CRIME_ID:crime_id")
            .header(DeadLetter.MESSAGE, "city is missing; crime_id is 'x'")
            .attempt(1);
    assertThat(listed(letters, true).text())
        .isEqualTo(
            """
            3:7  2018-12-31T12:00:00Z  MISSING_FIELD:city, BAD_CRIME_ID:crime_id
              from calls.raw-1@107, attempt 1, re-driven
              city is missing; crime_id is 'x'
              key   7
              value {} (2 bytes)""");
    assertThat(listed(letters, true).json())
        .isEqualTo(
            "{\"partition\":3,\"offset\":7,\"sent\":\"2018-12-31T12:00:00Z\",\"reason\":\"MISSING_FIELD\","
                + "\"faults\":[{\"reason\":\"MISSING_FIELD\",\"field\":\"city\"},"
                + "{\"reason\":\"BAD_CRIME_ID\",\"field\":\"crime_id\"}],"
                + "\"message\":\"city is missing; crime_id is 'x'\","
                + "\"from\":{\"topic\":\"calls.raw\",\"partition\":1,\"offset\":107},"
                + "\"attempt\":1,\"redriven\":true,\"key\":\"7\",\"value\":\"{}\",\"valueBytes\":2}");
    assertThat(listed(Letters.at(0, 0).with(null, null), false).text())
        .isEqualTo(
            """
            0:0  2018-12-31T12:00:00Z  (none)
              from calls.raw-1@100, attempt 0
              value (none)""");
  }

  @Test
  void nothingOfADeadLetterSteersTheTerminal() {
    String evil = "\u001b[2J\u009b31m\u202e\u007f\r\nx";
    Letters letters =
        Letters.at(0, 0)
            .with(evil.getBytes(UTF_8), new byte[] {(byte) 0xff, 0x1b})
            .header(DeadLetter.FAULTS, evil + ":" + evil)
            .header(DeadLetter.MESSAGE, evil)
            .from(evil, 0, 0);
    Listing listing = new Listing(ALL, Set.of(), 1);
    listing.take(letters.record());
    String printed =
        listed(letters, false).text()
            + listing.tables()
            + Listing.nothing(listing.reasons())
            + listed(letters, false).json()
            + listing.json();
    assertThat(printed).doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]").contains("\\xff");
  }

  @Test
  void ofALongValueOnlyTheBeginningIsShownAndNoCharacterIsCutInTwo() {
    assertThat(Listed.excerpt("x".repeat(160).getBytes(UTF_8))).isEqualTo("x".repeat(160));
    assertThat(Listed.excerpt("x".repeat(161).getBytes(UTF_8))).isEqualTo("x".repeat(160) + "…");
    String emojis = "\ud83d\ude93".repeat(1_000);
    assertThat(Listed.excerpt(emojis.getBytes(UTF_8))).isEqualTo("\ud83d\ude93".repeat(160) + "…");
    assertThat(Listed.excerpt(("a" + emojis).getBytes(UTF_8)))
        .isEqualTo("a" + "\ud83d\ude93".repeat(159) + "…");
  }

  private static Listed listed(Letters letters, boolean redriven) {
    return Listed.of(Letter.of(letters.record()), letters.record(), redriven);
  }
}
