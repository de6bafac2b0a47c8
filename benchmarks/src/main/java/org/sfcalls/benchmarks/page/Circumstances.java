package org.sfcalls.benchmarks.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.sandbox.stack.Installation;

/**
 * What a page was measured on and with.
 *
 * @param begun when
 * @param program its version
 * @param versions of the programs that it starts, one each
 * @param input what the calls are
 * @param command to measure it all again
 */
record Circumstances(
    Instant begun,
    String program,
    Machine machine,
    List<String> versions,
    String input,
    Extent extent,
    String command) {

  Circumstances {
    versions = List.copyOf(versions);
  }

  /** Those of a run that begins now, on this machine. */
  static Circumstances now(
      Installation installation, Extent extent, Optional<Path> input, Optional<Path> folder) {
    List<String> options =
        Stream.of(
                extent == Extent.QUICK ? List.of("--quick") : List.<String>of(),
                input.map(file -> List.of("--input", file.toString())).orElse(List.of()),
                folder.map(path -> List.of("--data", path.toString())).orElse(List.of()))
            .flatMap(List::stream)
            .toList();
    return new Circumstances(
        Instant.now(),
        programVersion(),
        Machine.here(),
        List.of(
            "Kafka broker " + installation.kafkaVersion(),
            "Kafka clients and Kafka Streams " + AppInfoParser.getVersion(),
            "Apicurio Registry " + installation.registryVersion(),
            "Spark " + installation.sparkVersion()),
        CallSupply.of(input.orElse(null)).description(),
        extent,
        Part.line(options));
  }

  private static String programVersion() {
    try {
      return new ProgramVersion().getVersion()[0];
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the program's version from its jar", e);
    }
  }
}
