package org.sfcalls.benchmarks.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sfcalls.sandbox.process.ChildProcess;
import org.sfcalls.sandbox.process.ResidentMemory;
import org.sfcalls.sandbox.process.Supervisor;

/**
 * The resident memory of the stack's programs at a moment, over one or several runs. Pages that
 * programs share count once for each.
 *
 * @param bytes of each program in the order of their start, and of all together as {@value
 *     #TOGETHER}; empty where the system does not tell
 */
public record ProgramMemory(String moment, Map<String, Spread> bytes) {
  static final String TOGETHER = "together";

  public ProgramMemory {
    bytes = Collections.unmodifiableMap(new LinkedHashMap<>(bytes));
  }

  /** Bytes of each program that runs now. */
  public static Map<String, Long> now(Supervisor supervisor) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (ChildProcess child : supervisor.running()) {
      ResidentMemory.resident(child.pid()).ifPresent(resident -> bytes.put(child.name(), resident));
    }
    return bytes;
  }

  /**
   * The spread of what was found at the same moment of several runs.
   *
   * @param samples bytes by program; each of the same programs, at least one sample
   */
  public static ProgramMemory of(String moment, List<Map<String, Long>> samples) {
    Map<String, Spread> bytes = new LinkedHashMap<>();
    for (String program : samples.get(0).keySet()) {
      bytes.put(
          program,
          Spread.of(samples.stream().map(sample -> (double) sample.get(program)).toList()));
    }
    if (!bytes.isEmpty()) {
      bytes.put(
          TOGETHER,
          Spread.of(
              samples.stream()
                  .map(sample -> (double) sample.values().stream().mapToLong(b -> b).sum())
                  .toList()));
    }
    return new ProgramMemory(moment, bytes);
  }

  public String line() {
    if (bytes.isEmpty()) {
      return "unknown: the system does not tell";
    }
    return "%s MB resident %s (%s)"
        .formatted(
            megabytes(bytes.get(TOGETHER).median()),
            moment,
            bytes.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(TOGETHER))
                .map(entry -> entry.getKey() + " " + megabytes(entry.getValue().median()))
                .collect(Collectors.joining(", ")));
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.US, "%,d", (long) bytes >> 20);
  }
}
