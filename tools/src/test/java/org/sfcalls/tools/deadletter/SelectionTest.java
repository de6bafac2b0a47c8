package org.sfcalls.tools.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final Instant NOON = Instant.parse("2018-12-31T12:00:00Z");

  private final Letter letter = Letter.of(Letters.at(1, 5).reason("BAD_DATE").record());

  @Test
  void withoutAConditionEveryDeadLetterIsMeant() {
    assertThat(new Selection(Set.of(), Set.of(), null, null).includes(letter)).isTrue();
  }

  @Test
  void reasonPlaceAndTimesMustAllFit() {
    assertThat(selects(Set.of("BAD_DATE", "NOT_JSON"), Set.of())).isTrue();
    assertThat(selects(Set.of("NOT_JSON"), Set.of())).isFalse();
    assertThat(selects(Set.of(), Set.of(new Place(1, 5)))).isTrue();
    assertThat(selects(Set.of(), Set.of(new Place(5, 1)))).isFalse();
    assertThat(new Selection(Set.of(), Set.of(), NOON, NOON).includes(letter)).isTrue();
    assertThat(new Selection(Set.of(), Set.of(), NOON.plusMillis(1), null).includes(letter))
        .isFalse();
    assertThat(new Selection(Set.of(), Set.of(), null, NOON.minusMillis(1)).includes(letter))
        .isFalse();
  }

  @Test
  void timesAreInstantsOrHowLongAgo() {
    assertThat(TimeOptions.time("--since", "2018-12-31T11:30:00Z", NOON))
        .isEqualTo("2018-12-31T11:30:00Z");
    assertThat(TimeOptions.time("--since", "90s", NOON)).isEqualTo("2018-12-31T11:58:30Z");
    assertThat(TimeOptions.time("--since", "5m", NOON)).isEqualTo("2018-12-31T11:55:00Z");
    assertThat(TimeOptions.time("--since", "2h", NOON)).isEqualTo("2018-12-31T10:00:00Z");
    assertThat(TimeOptions.time("--since", "31d", NOON)).isEqualTo("2018-11-30T12:00:00Z");
    assertThat(TimeOptions.time("--since", null, NOON)).isNull();
    for (String wrong : new String[] {"", "2", "2w", "-2h", "2018-12-31"}) {
      assertThatThrownBy(() -> TimeOptions.time("--until", wrong, NOON))
          .hasMessageStartingWith("--until is '" + wrong + "', an instant such as");
    }
  }

  @Test
  void placesAreAPartitionAndAnOffset() {
    assertThat(Place.parse("3:1234")).isEqualTo(new Place(3, 1234));
    for (String wrong : new String[] {"", "3", "3:", ":4", "-3:4", "3:4:5", "99999999999:1"}) {
      assertThat(Place.parse(wrong)).as(wrong).isNull();
    }
  }

  private boolean selects(Set<String> reasons, Set<Place> places) {
    return new Selection(reasons, places, null, null).includes(letter);
  }
}
