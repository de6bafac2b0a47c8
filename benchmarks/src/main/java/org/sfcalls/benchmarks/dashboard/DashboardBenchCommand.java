package org.sfcalls.benchmarks.dashboard;

import java.util.Optional;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench dashboard}: ten years of windows, and many pages. */
@Command(
    name = "dashboard",
    description = {
      "Fills calls.counts with years of windows on a real broker, has the dashboard follow them,"
          + " asks it for each view many times, opens pages, and measures how soon a count is in an"
          + " answer. Exits with 1 when a figure is over its limit.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls bench dashboard",
      "  ./sfcalls bench dashboard --years 1 --pages 20",
      "  ./sfcalls bench dashboard --json > result.json       # progress goes to the standard error"
    })
public final class DashboardBenchCommand extends BenchCommand {

  @Option(
      names = "--years",
      paramLabel = "N",
      defaultValue = "10",
      description = "Years of windows, each of about 1.4 million counts.")
  private int years;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "100",
      description = "Requests of each view.")
  private int requests;

  @Option(
      names = "--pages",
      paramLabel = "N",
      defaultValue = "200",
      description = "Pages that are open at once.")
  private int pages;

  @Override
  public Optional<DashboardReport> measure() {
    Installation installation = Installation.current();
    DashboardBenchSettings settings;
    try {
      settings = new DashboardBenchSettings(years, requests, pages, folder(installation));
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
    DashboardFigures figures = new DashboardBench(settings, System.err).measure(installation);
    return Optional.of(
        new DashboardReport(
            settings, "Kafka broker " + installation.kafkaVersion(), Machine.here(), figures));
  }
}
