package org.sfcalls.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine and the JVM.
 *
 * @param cpu the processor's model; "unknown" where {@code /proc/cpuinfo} does not tell
 */
public record Machine(int cores, long memoryBytes, String cpu, String jvm) {
  public static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        cpuModel(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
  }

  private static String cpuModel() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      // Only Linux has the file.
      return "unknown";
    }
  }

  public String line() {
    return "%d cores, %.1f GiB, %s; %s"
        .formatted(cores, memoryBytes / (double) (1 << 30), cpu, jvm);
  }
}
