package org.sfcalls.benchmarks.throughput;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.sfcalls.benchmarks.command.ThroughputOptions;

/**
 * Rounds that run each program once, in an order that starts with another one each time. What else
 * the machine does in a minute so happens to all alike, and a ratio compares runs of the same
 * minute.
 */
public record Rounds(ThroughputOptions options, PrintStream status) {

  /**
   * Runs them.
   *
   * @return the runs that count of each program, in the order of the programs
   */
  public <P> Map<P, List<Measured>> run(long calls, List<P> programs, Function<P, Measured> run) {
    Map<P, List<Measured>> measured = new LinkedHashMap<>();
    programs.forEach(program -> measured.put(program, new ArrayList<>()));
    List<P> order = new ArrayList<>(programs);
    for (int round = 1 - options.warmup(); round <= options.runs(); round++) {
      for (P program : order) {
        status.printf(
            "%-12s  %-28s ",
            round > 0 ? "round " + round + "/" + options.runs() : "warm-up", program);
        status.flush();
        Measured one = run.apply(program);
        status.printf(
            Locale.US,
            " %,10.0f calls/s  %6.1f s  %,5d MB%n",
            one.rate(calls),
            one.seconds(),
            one.figure(Measured.RESIDENT) >> 20);
        if (round > 0) {
          measured.get(program).add(one);
        }
      }
      Collections.rotate(order, -1);
    }
    return measured;
  }
}
