package org.sfcalls.benchmarks.throughput;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run came to.
 *
 * @param figures by name: {@code nanos} and {@code cpu_nanos} of the program's JVM, {@code
 *     resident_bytes} of it at the end where the system shows them, and what the program adds
 */
public record Measured(Map<String, Long> figures) {
  public static final String COUNTED = "counted";
  public static final String RESIDENT = "resident_bytes";

  public Measured {
    figures = new TreeMap<>(figures);
  }

  public static Measured of(List<String> words) {
    Map<String, Long> figures = new TreeMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      figures.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
    }
    return new Measured(figures);
  }

  public Measured with(String name, long figure) {
    Map<String, Long> more = new TreeMap<>(figures);
    more.put(name, figure);
    return new Measured(more);
  }

  /** A figure by its name; 0 for none. */
  public long figure(String name) {
    return figures.getOrDefault(name, 0L);
  }

  public double seconds() {
    return figure("nanos") / 1e9;
  }

  public double rate(long calls) {
    return calls / seconds();
  }

  public double cpuMicros(long calls) {
    return figure("cpu_nanos") / 1e3 / calls;
  }
}
