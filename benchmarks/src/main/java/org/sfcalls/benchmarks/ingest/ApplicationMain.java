package org.sfcalls.benchmarks.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.jvm.Orders;
import org.sfcalls.schemas.Topics;

/**
 * The JVM in which one variant runs, round after round. It reads a line {@code APPLICATION-ID} or
 * {@code APPLICATION-ID RECORDING-FILE} from its standard input, runs the application under that id
 * to the end of the raw topic, and answers {@code NANOSECONDS CPU-NANOSECONDS RESIDENT-BYTES}.
 */
final class ApplicationMain {
  private ApplicationMain() {}

  /** Arguments: variant, mode, broker, registry, topic prefix, threads, folder for state. */
  public static void main(String[] arguments) throws IOException {
    ApplicationRun run =
        new ApplicationRun(
            Variant.valueOf(arguments[0]),
            Mode.valueOf(arguments[1]),
            KafkaConnection.to(arguments[2]),
            arguments[3],
            Topics.withPrefix(arguments[4]),
            Integer.parseInt(arguments[5]),
            Path.of(arguments[6]));
    Orders.serve(
        line -> {
          String[] order = line.split(" ", 2);
          Optional<Path> recording = Stream.of(order).skip(1).map(Path::of).findFirst();
          return run.toTheEnd(order[0], recording).words();
        });
  }
}
