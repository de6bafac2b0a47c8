package org.sfcalls.analytics.counting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class GroupingTest {

  @Test
  void aColumnThatIsLeftOutIsTheSameInEveryCount() {
    Grouping byType = Grouping.of(List.of("type"));
    assertThat(byType.type("Passing Call")).isEqualTo("Passing Call");
    assertThat(byType.disposition("HAN")).isEqualTo("*");

    Grouping byDisposition = Grouping.of(List.of("Disposition"));
    assertThat(byDisposition.type("Passing Call")).isEqualTo("*");
    assertThat(byDisposition.disposition("HAN")).isEqualTo("HAN");
  }

  @Test
  void theOrderOfTheColumnsMakesNoDifference() {
    assertThat(Grouping.of(List.of("disposition", "type")))
        .isEqualTo(Grouping.DEFAULT)
        .hasToString("type,disposition");
  }

  @Test
  void refusesNoneTheSameTwiceAndWhatTheContractDoesNotHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Grouping.of(List.of()))
        .withMessageContaining("[type, disposition]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Grouping.of(List.of("type", "TYPE")))
        .withMessage("column type is given twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Grouping.of(List.of("city")))
        .withMessage("'city' is no column to group by, [type, disposition] are");
  }
}
