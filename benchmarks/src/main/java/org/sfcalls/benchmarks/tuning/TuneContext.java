package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sfcalls.benchmarks.report.Machine;

/**
 * What a run of {@code ./sfcalls tune} was measured on and with: without it no figure means
 * anything.
 *
 * @param preset the name of the set of trials
 * @param rounds how many were asked for
 * @param versions of broker, clients and Spark, in one line
 * @param program version of this program
 * @param input what the calls are, with the seed where they are generated
 * @param orderSeed with which the order of the trials in each round was drawn
 * @param backlogCalls calls of a backlog that is drained
 * @param liveRate live calls a second
 * @param liveSeconds how long live calls count; 0 where none were sent
 * @param command the command line as it was given, which repeats the run
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

  /** The same for programs: what every line of the results repeats. */
  ObjectNode json(ObjectMapper mapper) {
    ObjectNode json = mapper.createObjectNode();
    machine.into(json.putObject("machine"));
    return json.put("versions", versions)
        .put("program", program)
        .put("preset", preset)
        .put("rounds", rounds)
        .put("input", input)
        .put("order_seed", orderSeed)
        .put("backlog_calls", backlogCalls)
        .put("live_rate", liveRate)
        .put("live_seconds", liveSeconds)
        .put("command", command);
  }

  /** The same for people: name and text. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("machine", machine.line());
    facts.put("program", "SF Calls " + program + "; " + versions);
    facts.put("input", input);
    facts.put(
        "load",
        String.format(Locale.US, "a backlog of %,d calls", backlogCalls)
            + (liveSeconds == 0
                ? ""
                : String.format(
                    Locale.US, "; then %,d live calls a second for %d s", liveRate, liveSeconds)));
    facts.put(
        "rounds",
        "%d wanted; preset %s; each round in another order, drawn with seed %d"
            .formatted(rounds, preset, orderSeed));
    facts.put("command", command);
    return facts;
  }

  /** How the figures are meant. */
  Map<String, String> reading() {
    Map<String, String> reading = new LinkedHashMap<>();
    reading.put("figures", "median over the rounds, and their range");
    reading.put(
        "ratios",
        "of geometric means, each round compared within itself, with 95 % intervals that hold for"
            + " all levels of a setting together; an interval that holds 1 can't be told from"
            + " chance; of twenty settings that change nothing, one may look clear");
    if (liveSeconds > 0) {
      reading.put(
          "latency",
          "ingest: from the raw record until the clean one is read, committed; analytics: from the"
              + " clean record until the batch that counts it is done");
      reading.put(
          "kept up",
          "whether live calls were done as fast as they came; where not, latencies are at least what"
              + " stands there");
    }
    return reading;
  }
}
