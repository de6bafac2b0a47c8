package org.sfcalls.benchmarks.analytics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run came to.
 *
 * @param figures as the query's JVM told them, by name: {@code nanos} and {@code cpu_nanos}, and of
 *     a stream more
 * @param counted sum of the latest counts of all windows; 0 for a query that does not count
 * @param residentBytes memory of the query's JVM at the end of the run; 0 where it can't be told
 */
record Measured(Map<String, Long> figures, long counted, long residentBytes) {
  Measured {
    figures = new TreeMap<>(figures);
  }

  /** The figures in the words of an answer, each {@code NAME=NUMBER}. */
  static Map<String, Long> figures(List<String> words) {
    Map<String, Long> figures = new TreeMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      figures.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
    }
    return figures;
  }

  /** A figure by its name; 0 where the query has none. */
  long figure(String name) {
    return figures.getOrDefault(name, 0L);
  }

  double seconds() {
    return figure("nanos") / 1e9;
  }

  /** Calls a second, of {@code calls} in all. */
  double rate(long calls) {
    return calls / seconds();
  }

  /** Processor time a call, microseconds. */
  double cpuMicros(long calls) {
    return figure("cpu_nanos") / 1e3 / calls;
  }
}
