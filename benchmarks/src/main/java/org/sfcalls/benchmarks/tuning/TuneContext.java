package org.sfcalls.benchmarks.tuning;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sfcalls.benchmarks.report.Machine;

/**
 * What a run of {@code ./sfcalls tune} was measured on and with: without it no figure means
 * anything.
 *
 * @param liveSeconds how long live calls count; 0 where none were sent
 */
record TuneContext(
    String preset,
    int rounds,
    Machine machine,
    String versions,
    String program,
    String input,
    long orderSeed,
    long backlogCalls,
    int liveRate,
    int liveSeconds,
    String command) {
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("machine", machine.line());
    facts.put("program", "SF Calls " + program + "; " + versions);
    facts.put("input", input);
    facts.put(
        "load",
        String.format(
            Locale.US,
            "a backlog of %,d calls; %,d live calls per second for %d s",
            backlogCalls,
            liveRate,
            liveSeconds));
    facts.put(
        "rounds", "%d; preset %s; order drawn with seed %d".formatted(rounds, preset, orderSeed));
    facts.put("command", command);
    return facts;
  }
}
