package org.sfcalls.benchmarks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * The JVM in which one variant runs, round after round. It reads a line {@code APPLICATION-ID} or
 * {@code APPLICATION-ID RECORDING-FILE} from its standard input, runs the application under that id
 * to the end of the raw topic, and prints {@code done NANOSECONDS CPU-NANOSECONDS RESIDENT-BYTES}
 * or {@code failed WHY}. When its input ends, however that comes about, it ends.
 */
final class ApplicationMain {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationMain.class);

  private static final String FAILED = "failed";

  private ApplicationMain() {}

  /** Arguments: variant, mode, broker, registry, topic prefix, threads, folder for state. */
  public static void main(String[] arguments) throws IOException {
    // A terminal sends Ctrl-C to every process; this one is ended by the one that started it.
    Signal.handle(new Signal("INT"), signal -> LOG.info("Ctrl-C is left to the launcher"));
    ApplicationRun run =
        new ApplicationRun(
            Variant.valueOf(arguments[0]),
            Mode.valueOf(arguments[1]),
            arguments[2],
            arguments[3],
            Topics.withPrefix(arguments[4]),
            Integer.parseInt(arguments[5]),
            Path.of(arguments[6]));
    ExecutorService runs = Executors.newSingleThreadExecutor();
    try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      String line;
      while ((line = orders.readLine()) != null) {
        String[] order = line.split(" ", 2);
        Optional<Path> recording = Stream.of(order).skip(1).map(Path::of).findFirst();
        runs.execute(() -> System.out.println(outcome(run, order[0], recording)));
      }
    }
    // Whatever still runs, nobody waits for it.
    Runtime.getRuntime().halt(0);
  }

  private static String outcome(
      ApplicationRun run, String applicationId, Optional<Path> recording) {
    try {
      Measured measured = run.toTheEnd(applicationId, recording);
      return WarmJvm.DONE
          + " "
          + measured.nanos()
          + " "
          + measured.cpuNanos()
          + " "
          + measured.residentBytes();
    } catch (Exception e) {
      LOG.error("the run failed", e);
      return FAILED + " " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }
  }
}
