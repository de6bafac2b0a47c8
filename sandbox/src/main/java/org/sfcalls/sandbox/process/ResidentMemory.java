package org.sfcalls.sandbox.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The most memory that the launcher and its programs held together, sampled once a second from
 * {@code /proc}; unknown where there is none. Pages that programs share count once for each.
 */
public final class ResidentMemory implements AutoCloseable {

  /**
   * A moment's memory in bytes, by program.
   *
   * @param total the sum
   */
  public record Sample(long total, Map<String, Long> byProgram) {
    public Sample {
      byProgram = Map.copyOf(byProgram);
    }
  }

  private final Supervisor supervisor;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "resident-memory");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Sample peak = new Sample(0, Map.of());

  /** Starts to sample the programs of {@code supervisor}. */
  public ResidentMemory(Supervisor supervisor) {
    this.supervisor = supervisor;
    if (Files.isDirectory(Path.of("/proc/self"))) {
      // Of use to cancel it alone; close() ends it with its thread.
      var unused = clock.scheduleAtFixedRate(this::sample, 0, 1, TimeUnit.SECONDS);
    }
  }

  /** The sample with the largest total so far; total 0 where the system does not tell. */
  public Sample peak() {
    return peak;
  }

  private void sample() {
    Map<String, Long> byProgram = new LinkedHashMap<>();
    resident(ProcessHandle.current().pid()).ifPresent(bytes -> byProgram.put("launcher", bytes));
    for (ChildProcess child : supervisor.running()) {
      resident(child.pid()).ifPresent(bytes -> byProgram.put(child.name(), bytes));
    }
    long total = byProgram.values().stream().mapToLong(Long::longValue).sum();
    if (total > peak.total()) {
      peak = new Sample(total, byProgram);
    }
  }

  /** Resident bytes of a process; empty when it has ended, or where there is no {@code /proc}. */
  public static OptionalLong resident(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      // The process has ended, perhaps while its file was read.
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
