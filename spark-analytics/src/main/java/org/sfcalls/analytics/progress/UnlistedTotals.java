package org.sfcalls.analytics.progress;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.sfcalls.schemas.BatchProgress;

/**
 * Calls with dispositions that the radio codes do not list, since the program started. At most
 * {@link UnlistedDispositions#MOST} dispositions are told apart, the first that came.
 */
final class UnlistedTotals implements Consumer<BatchProgress> {
  private static final Pattern NOT_PRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cn}\\p{Cs}]");

  private final Map<String, Long> totals = new HashMap<>();

  @Override
  public synchronized void accept(BatchProgress progress) {
    progress
        .getUnlistedByDisposition()
        .forEach(
            (disposition, calls) ->
                UnlistedDispositions.add(
                    totals, printable(disposition), calls, UnlistedDispositions.MOST));
  }

  /** Calls by disposition, made safe to print. */
  synchronized Map<String, Long> byDisposition() {
    return Map.copyOf(totals);
  }

  /** Prints them, the most frequent first. */
  void print(PrintStream out) {
    Map<String, Long> found = byDisposition();
    if (found.isEmpty()) {
      return;
    }
    out.println("calls with a disposition that the radio codes do not list, since the start:");
    found.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(
            entry ->
                out.println(
                    String.format(Locale.ROOT, "%,12d  %s", entry.getValue(), entry.getKey())));
  }

  /** A call's text must not steer the terminal. */
  private static String printable(String text) {
    return NOT_PRINTABLE.matcher(text).replaceAll("?");
  }
}
