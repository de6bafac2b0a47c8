package org.sfcalls.benchmarks.page;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.report.BenchReport;
import picocli.CommandLine;

/**
 * A benchmark that the page is made of, run as its command runs it, so that the command line that
 * the page shows is the one that was measured.
 *
 * @param name for programs; no two parts have the same
 * @param command the benchmark, not used before
 */
record Part(String name, String heading, BenchCommand command, List<String> options) {

  Part {
    options = List.copyOf(options);
  }

  /** Measures; nothing when it was stopped by a signal. */
  Optional<BenchReport> measure() {
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(options.toArray(String[]::new));
    return command.measure();
  }

  String line() {
    String subcommand = new CommandLine(command).getCommandName();
    return line(Stream.concat(Stream.of(subcommand), options.stream()).toList());
  }

  static String line(List<String> words) {
    return Stream.concat(Stream.of("./sfcalls", "bench"), words.stream())
        .map(Part::quoted)
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[\\w./:,=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
