package org.sfcalls.analytics.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnlistedDispositionsTest {

  @Test
  void theMostFrequentAreToldApartAndNoCallIsLeftOut() {
    Map<String, Long> told = toldOf(900);

    assertThat(told).hasSize(101).containsEntry("made up 7", 41L).containsEntry("(other)", 800L);
    assertThat(told.keySet().iterator().next()).isEqualTo("made up 7");
    assertThat(told.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(940);
  }

  @Test
  void aFloodOfDispositionsIsBoundedAndNoCallIsLeftOut() {
    Map<String, Long> told = toldOf(5_000);

    assertThat(told).hasSize(101).containsKey("(other)");
    assertThat(told.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(5_040);
  }

  /** Two tasks that saw a call of each of so many dispositions, and 40 more of one. */
  private static Map<String, Long> toldOf(int dispositions) {
    UnlistedDispositions.Sums one = new UnlistedDispositions.Sums();
    UnlistedDispositions.Sums other = new UnlistedDispositions.Sums();
    for (int i = 0; i < dispositions; i++) {
      (i % 2 == 0 ? one : other).add(Map.of("made up " + i, 1L));
    }
    other.add(Map.of("made up 7", 40L));
    one.merge(other);
    return UnlistedDispositions.mostFrequent(one.value());
  }

  @Test
  void aDispositionThatIsNoShortCodeIsToldByItsBeginning() {
    assertThat(UnlistedDispositions.shortened("Not recorded")).isEqualTo("Not recorded");
    assertThat(UnlistedDispositions.shortened("x".repeat(1_000))).isEqualTo("x".repeat(64) + "…");
  }

  @Test
  void totalsSinceTheStartArePrintedTheMostFrequentFirstAndCanNotSteerTheTerminal() {
    UnlistedTotals totals = new UnlistedTotals();
    totals.accept(Batches.batch(1).build());
    totals.accept(
        Batches.batch(2).setUnlistedByDisposition(Map.of("OTS", 1_000L, "\u001b[2J", 1L)).build());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    totals.print(new PrintStream(out, true, UTF_8));

    assertThat(out.toString(UTF_8).lines())
        .containsExactly(
            "calls with a disposition that the radio codes do not list, since the start:",
            "       1,010  OTS",
            "         300  Not recorded",
            "           1  ?[2J");
  }
}
