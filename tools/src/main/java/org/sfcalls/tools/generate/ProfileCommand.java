package org.sfcalls.tools.generate;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.calls.reading.CallFile;
import org.sfcalls.calls.reading.CallFormat;
import org.sfcalls.calls.reading.CallReader;
import org.sfcalls.calls.reading.InputFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sfcalls profile}: measures the frequencies that generated calls follow. */
@Command(
    name = "profile",
    description = "Measures from real calls the frequencies that generated calls follow.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class ProfileCommand implements Callable<Integer> {

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "Real calls: a JSON array or lines, plain or gzip.")
  private Path input;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write the profile (tab-separated).")
  private Path out;

  @Override
  public Integer call() {
    ProfileMeasurement measurement = new ProfileMeasurement();
    try (CallReader calls = new CallFile(input, CallFormat.AUTO).open()) {
      for (byte[] call = calls.next(); call != null; call = calls.next()) {
        measurement.add(call);
      }
    } catch (InputFault e) {
      throw new CommandFailure(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(input + " can't be closed: " + e.getMessage(), e);
    }
    CallProfile profile;
    try {
      profile = measurement.profile();
    } catch (IllegalStateException e) {
      throw new CommandFailure(input + ": " + e.getMessage(), e);
    }
    try (Writer writer = Files.newBufferedWriter(out)) {
      profile.write(writer);
    } catch (IOException e) {
      throw new CommandFailure(out + " can't be written: " + e.getMessage(), e);
    }
    System.err.printf(
        "%d calls measured, %d invalid records left out%n",
        measurement.calls(), measurement.unreadable());
    return 0;
  }
}
