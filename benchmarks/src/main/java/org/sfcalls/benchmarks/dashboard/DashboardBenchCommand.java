package org.sfcalls.benchmarks.dashboard;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.command.ProgramVersion;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
public final class DashboardBenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

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

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder for data and logs; what is in it is deleted first. Default: .sfcalls/bench in the"
              + " project's folder.",
      showDefaultValue = Visibility.NEVER)
  private Path data;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Installation installation = Installation.current();
    DashboardBenchSettings settings;
    try {
      settings =
          new DashboardBenchSettings(
              years,
              requests,
              pages,
              data == null ? installation.defaultData().resolve("bench") : data);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    DashboardFigures figures = new DashboardBench(settings, System.err).measure(installation);
    DashboardReport report =
        new DashboardReport(
            settings, "Kafka broker " + installation.kafkaVersion(), Machine.here(), figures);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : "\n" + report.table());
    out.flush();
    return report.met() ? 0 : 1;
  }
}
