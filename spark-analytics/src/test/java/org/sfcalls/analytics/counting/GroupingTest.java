package org.sfcalls.analytics.counting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.GroupColumn;

class GroupingTest {

  @Test
  void callsAreCountedByTheColumnsThatAreNamed() {
    Grouping byType = Grouping.of(List.of("type"));
    assertThat(byType.by(GroupColumn.TYPE)).isTrue();
    assertThat(byType.by(GroupColumn.DISPOSITION)).isFalse();

    Grouping byDisposition = Grouping.of(List.of("Disposition"));
    assertThat(byDisposition.by(GroupColumn.TYPE)).isFalse();
    assertThat(byDisposition.by(GroupColumn.DISPOSITION)).isTrue();
  }

  @Test
  void theOrderOfTheColumnsMakesNoDifference() {
    assertThat(Grouping.of(List.of("disposition", "type")))
        .isEqualTo(Grouping.DEFAULT)
        .hasToString("type,disposition");
  }

  @Test
  void progressNamesTheFieldsOfTheContract() {
    Grouping byDisposition = Grouping.of(List.of("disposition"));

    assertThat(Grouping.DEFAULT.fields()).isEqualTo(CountedBy.DEFAULT.grouping());
    assertThat(Grouping.ofFields(byDisposition.fields())).isEqualTo(byDisposition);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Grouping.ofFields(List.of("disposition", "agency_id")))
        .withMessage(
            "calls are counted by [disposition, agency_id], and this version only knows"
                + " [original_crime_type_name, disposition]");
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
