package org.sfcalls.calls.validation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrimeIdTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "123, 1123",
    "00123, 100123",
    "0, 10",
    "183653763, 1183653763",
    "000000000000000000, 1000000000000000000",
    "999999999999999999, 1999999999999999999",
  })
  void theNumberIsTheDigitsBehindAOne(String id, long number) {
    assertThat(CrimeId.number(id)).isEqualTo(number);
    assertThat(CrimeId.number(("x" + id + "x").getBytes(US_ASCII), 1, 1 + id.length()))
        .isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1234567890123456789", "12a", "-12", " 12", "12 ", "1.2", "/", ":"})
  void whatIsNotOneToEighteenDigitsHasNone(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    assertThat(CrimeId.number(text)).isEqualTo(CrimeId.NONE);
    assertThat(CrimeId.number(bytes, 0, bytes.length)).isEqualTo(CrimeId.NONE);
  }

  @Test
  void digitsOfOtherScriptsAreNoDigits() {
    assertThat(CrimeId.number("١٢٣")).isEqualTo(CrimeId.NONE);
  }
}
