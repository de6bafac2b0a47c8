package org.sfcalls.dashboard.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsualRangeTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void withFewerThanThreeWeeksThereIsNoTellingWhatIsUsual(int weeks) {
    assertThat(UsualRange.of(Collections.nCopies(weeks, 100L))).isNull();
  }

  @Test
  void threeWeeksAreEnough() {
    UsualRange usual = UsualRange.of(List.of(10L, 20L, 30L));

    assertThat(usual.weeks()).isEqualTo(3);
    assertThat(usual.mean()).isEqualTo(20);
  }

  @Test
  void aTypeThatComesOnceInAWhileStandsOutWithSixCallsOnly() {
    UsualRange usual = UsualRange.of(List.of(0L, 0L, 0L, 0L, 0L, 1L, 0L, 0L));

    assertThat(usual.high()).isEqualTo(UsualRange.FLOOR).isEqualTo(5);
    assertThat(usual.direction(5)).isNull();
    assertThat(usual.direction(6)).isEqualTo("above");
    assertThat(usual.direction(0)).isNull();
  }

  @Test
  void aTypeThatNeverCameStandsOutWithSixCallsToo() {
    UsualRange usual = UsualRange.of(Collections.nCopies(8, 0L));

    assertThat(usual.direction(5)).isNull();
    assertThat(usual.direction(6)).isEqualTo("above");
    assertThat(usual.distance(6)).isEqualTo(6).isFinite();
  }

  @Test
  void weeksThatHappenToBeAlikeDoNotMakeTheRangeNarrowerThanChanceIs() {
    UsualRange usual = UsualRange.of(Collections.nCopies(8, 100L));

    assertThat(usual.deviation()).isEqualTo(10);
    assertThat(usual.low()).isEqualTo(70);
    assertThat(usual.high()).isEqualTo(130);
    assertThat(usual.direction(70)).isNull();
    assertThat(usual.direction(69)).isEqualTo("below");
    assertThat(usual.direction(130)).isNull();
    assertThat(usual.direction(131)).isEqualTo("above");
    assertThat(usual.distance(60)).isEqualTo(4);
    assertThat(usual.distance(140)).isEqualTo(4);
  }

  @Test
  void weeksThatDifferWidenTheRangeByTheirSampleDeviation() {
    UsualRange usual = UsualRange.of(List.of(60L, 140L, 60L, 140L));

    // sqrt(4 * 40^2 / 3), over sqrt(100).
    assertThat(usual.deviation()).isCloseTo(46.188, within(0.001));
    assertThat(usual.low()).isZero();
    assertThat(usual.high()).isEqualTo(238);
  }

  @Test
  void theRuleForPeopleTellsTheNumbersOfTheRule() {
    assertThat(UsualRange.RULE)
        .contains("8 earlier weeks", "3 standard deviations", "Up to 5 calls");
  }
}
