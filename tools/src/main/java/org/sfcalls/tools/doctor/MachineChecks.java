package org.sfcalls.tools.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sfcalls.access.LocalInstallation;

/** What the embedded stack needs of this machine. */
final class MachineChecks {

  /** The ports of {@code ./sfcalls up}, with the option that chooses another. */
  private static final Map<Integer, String> PORTS =
      new TreeMap<>(
          Map.of(
              LocalInstallation.REGISTRY_PORT, LocalInstallation.REGISTRY_PORT_OPTION,
              LocalInstallation.DASHBOARD_PORT, LocalInstallation.DASHBOARD_PORT_OPTION,
              LocalInstallation.KAFKA_PORT, LocalInstallation.KAFKA_PORT_OPTION,
              LocalInstallation.CONTROLLER_PORT, LocalInstallation.CONTROLLER_PORT_OPTION));

  private static final Path MEMORY = Path.of("/proc/meminfo");

  private MachineChecks() {}

  static List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(memory());
    findings.add(disk());
    PORTS.forEach((port, option) -> findings.add(port(port, option)));
    return findings;
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    String found =
        "%s %s, %s"
            .formatted(
                System.getProperty("java.vendor"),
                Runtime.version(),
                System.getProperty("java.home"));
    return version == 17
        ? Finding.ok("Java", found)
        : Finding.wrong(
            "Java", found, "set JAVA_HOME to a JDK 17, the newest that Spark 3.5 runs on");
  }

  private static Finding memory() {
    long free = availableMemory();
    String found =
        "%s of %s free, %d cores"
            .formatted(
                gib(free),
                gib(
                    ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize()),
                Runtime.getRuntime().availableProcessors());
    return free >= LocalInstallation.MEMORY_NEEDED
        ? Finding.ok("memory", found)
        : Finding.wrong(
            "memory",
            found,
            "stop other programs: the whole stack needs " + gib(LocalInstallation.MEMORY_NEEDED));
  }

  /** What programs can have, caches that would be given up included. */
  private static long availableMemory() {
    try {
      for (String line : Files.readAllLines(MEMORY)) {
        if (line.startsWith("MemAvailable:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        }
      }
    } catch (IOException e) {
      // Another system than Linux; the JVM's figure is without caches.
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getFreeMemorySize();
    }
    return 0;
  }

  private static Finding disk() {
    Path here = Path.of("").toAbsolutePath();
    try {
      long free = Files.getFileStore(here).getUsableSpace();
      String found = "%s free in %s".formatted(gib(free), here);
      return free >= LocalInstallation.DISK_NEEDED
          ? Finding.ok("disk", found)
          : Finding.wrong(
              "disk",
              found,
              "free some space, or set --data to another folder: "
                  + gib(LocalInstallation.DISK_NEEDED)
                  + " are needed");
    } catch (IOException e) {
      return Finding.note("disk", "unknown (" + e + ")", "");
    }
  }

  static Finding port(int port, String option) {
    String what = "port " + port;
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Finding.ok(what, "free");
    } catch (IOException e) {
      return Finding.note(
          what,
          "taken" + holder(port).map(name -> " by " + name).orElse(""),
          "fine if that is the stack itself; otherwise ./sfcalls up " + option + " takes another");
    }
  }

  /** The program that listens, as far as this user may see it. */
  private static Optional<String> holder(int port) {
    String address = String.format(Locale.ROOT, ":%04X", port);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] columns = line.strip().split("\\s+");
          boolean listens = columns.length > 9 && columns[3].equals("0A");
          if (listens && columns[1].endsWith(address)) {
            return processOf("socket:[" + columns[9] + "]");
          }
        }
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<String> processOf(String socket) {
    return ProcessHandle.allProcesses()
        .filter(process -> holds(process.pid(), socket))
        .findFirst()
        .map(
            process ->
                process
                        .info()
                        .command()
                        .map(command -> Path.of(command).getFileName() + " ")
                        .orElse("")
                    + "pid "
                    + process.pid());
  }

  private static boolean holds(long pid, String socket) {
    try (var files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        if (Files.isSymbolicLink(file) && Files.readSymbolicLink(file).toString().equals(socket)) {
          return true;
        }
      }
    } catch (IOException e) {
      // Another user's process, or one that has just ended.
      return false;
    }
    return false;
  }

  private static String gib(long bytes) {
    return String.format(Locale.US, "%.1f GiB", bytes / (double) (1 << 30));
  }
}
