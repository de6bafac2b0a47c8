package org.sfcalls.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadTextTest {

  @Test
  void leavesReadableTextAsItIs() {
    assertThat(PayloadText.of("{\"a\":\"\\n café 漢 😀\"}".getBytes(UTF_8)))
        .isEqualTo("{\"a\":\"\\n café 漢 😀\"}");
  }

  @Test
  void escapesWhatSteersATerminal() {
    assertThat(PayloadText.of("\u001b[2J\u0007\u009b31m\u007f\n\t\r\u202e\u2028".getBytes(UTF_8)))
        .isEqualTo("\\u001b[2J\\u0007\\u009b31m\\u007f\\n\\t\\r\\u202e\\u2028");
  }

  @Test
  void escapesEverythingThatIsNotSeenAsItself() {
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      String one = Character.toString(character);
      if (one.matches("[\\p{C}\\u2028\\u2029]")) {
        assertThat(PayloadText.of(one)).startsWith("\\").matches("[ -~]+");
      }
    }
  }

  @Test
  void leavesTheLinesOfALongerTextAndNothingElse() {
    assertThat(PayloadText.lines("a\n\tb\u001b\u009b\r\u2066\u2029c"))
        .isEqualTo("a\n\tb\\u001b\\u009b\\r\\u2066\\u2029c");
  }

  @Test
  void showsBytesThatAreNoUtf8InHexadecimal() {
    assertThat(PayloadText.of(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3, '(', (byte) 0xe2}))
        .isEqualTo("a\\xffb\\xc3(\\xe2");
  }

  @Test
  void keepsTheCharacterAtTheEndOfManyBytes() {
    String text = "é".repeat(10_000);
    assertThat(PayloadText.of(text.getBytes(UTF_8))).isEqualTo(text);
  }
}
