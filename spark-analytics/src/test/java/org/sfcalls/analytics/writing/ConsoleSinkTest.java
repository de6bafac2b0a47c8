package org.sfcalls.analytics.writing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sfcalls.analytics.writing.Outcomes.batch;
import static org.sfcalls.analytics.writing.Outcomes.counted;
import static org.sfcalls.analytics.writing.Outcomes.late;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.counting.KeyOutcome;
import org.sfcalls.schemas.WindowSpec;

class ConsoleSinkTest {

  private static final String NOON = "2018-12-01T12:00:00Z";

  @Test
  void theWindowsOfABatchAreATableWithTheHighestCountsFirst() {
    String table =
        printed(
            2,
            counted(NOON, "Fire", "HAN", 3),
            counted(NOON, "Noise", "OTS", 7),
            counted(NOON, "Traffic Stop", "HAN", 1),
            late(NOON, "Late one"));

    assertThat(table)
        .startsWith("batch 12: 3 counts changed, the 2 highest:")
        .containsSubsequence("Noise", "|7", "Fire", "|3")
        .contains("2018-12-01 12:00:00", "2018-12-01 12:10:00", "Handled")
        .doesNotContain("Traffic Stop", "Late one");
  }

  @Test
  void theTextOfACallCanNotSteerTheTerminal() {
    assertThat(printed(20, counted(NOON, "a\u001b[2Jb\u009bc\u202ed\u2028e\nf", "HAN", 1)))
        .contains("a?[2Jb?c?d?e?f");
  }

  private static String printed(int rows, KeyOutcome... outcomes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ConsoleSink(new PrintStream(out, true, UTF_8), rows, WindowSpec.DEFAULT)
        .write(batch(List.of(outcomes)), 12);
    return out.toString(UTF_8);
  }
}
