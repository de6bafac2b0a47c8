package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
}
