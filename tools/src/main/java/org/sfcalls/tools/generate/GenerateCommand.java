package org.sfcalls.tools.generate;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.tools.command.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sfcalls generate}: writes generated calls to a file, one a line. */
@Command(
    name = "generate",
    description = "Writes realistic calls to a file, one per line (NDJSON).",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class GenerateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--count",
      required = true,
      paramLabel = "N",
      description = "Records to generate, including repeated, late and malformed ones.")
  private Long count;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "Where to write; a name that ends with .gz is compressed, - is standard output.")
  private Path out;

  @Mixin private GeneratorOptions options;

  @Override
  public Integer call() {
    CallGenerator calls;
    try {
      calls = new CallGenerator(options.config(count));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    try (StopSignal stop = StopSignal.onInterrupt();
        OutputStream file = open(out)) {
      long written = 0;
      while (calls.hasNext() && !stop.stopped()) {
        file.write(calls.next());
        file.write('\n');
        written++;
      }
      file.flush();
      System.err.printf("%d records written to %s%n", written, out);
      return calls.hasNext() ? StopSignal.EXIT_CODE : 0;
    } catch (IOException e) {
      throw new CommandFailure(out + " can't be written: " + e.getMessage(), e);
    }
  }

  private static OutputStream open(Path out) throws IOException {
    if (out.toString().equals("-")) {
      return new BufferedOutputStream(System.out, 1 << 16);
    }
    OutputStream file = new FileOutputStream(out.toFile());
    // The JDK writes no time and no name into the header, so the same calls make the same file.
    return new BufferedOutputStream(
        out.toString().endsWith(".gz") ? new GZIPOutputStream(file, 1 << 16) : file, 1 << 16);
  }
}
