package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaultCodeTest {

  @Test
  void everyFaultStandsInOneTextAndIsReadBackFromIt() {
    List<FaultCode> faults =
        List.of(
            new FaultCode("MISSING_FIELD", "city"),
            new FaultCode("NOT_JSON", null),
            new FaultCode("BAD_DATE", "call_date"));
    assertThat(FaultCode.format(faults))
        .isEqualTo("MISSING_FIELD:city,NOT_JSON,BAD_DATE:call_date");
    assertThat(FaultCode.parse(FaultCode.format(faults))).isEqualTo(faults);
  }

  @Test
  void whatAnotherProducerWroteIsReadAsFarAsItGoes() {
    assertThat(FaultCode.parse("")).isEmpty();
    assertThat(FaultCode.parse(",:city,,A:,B:x:y"))
        .containsExactly(new FaultCode("A", null), new FaultCode("B", "x:y"));
  }

  @Test
  void aCodeThatCouldNotBeReadBackIsRefused() {
    assertThatThrownBy(() -> new FaultCode("A,B", null)).hasMessageContaining("'A,B'");
    assertThatThrownBy(() -> new FaultCode("", null)).hasMessageContaining("''");
    assertThatThrownBy(() -> new FaultCode("A", "b,c")).hasMessageContaining("'b,c'");
  }
}
