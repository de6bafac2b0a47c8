package org.sfcalls.benchmarks;

import java.util.Optional;
import java.util.stream.Collectors;
import org.sfcalls.benchmarks.analytics.AnalyticsBench;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.command.InputOption;
import org.sfcalls.benchmarks.dashboard.DashboardBench;
import org.sfcalls.benchmarks.ingest.IngestBench;
import org.sfcalls.benchmarks.latency.LatencyBench;
import org.sfcalls.benchmarks.micro.MicroBench;
import org.sfcalls.benchmarks.page.Page;
import org.sfcalls.benchmarks.page.PageSize;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.startup.StartupBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The benchmarks: exit code 0 for done, 1 for failed, 2 for what can't be started. */
@Command(
    name = "sfcalls bench",
    description = {
      "How fast the pipeline is, and how near to what the machine allows.",
      "",
      "Without COMMAND it measures ingest, analytics, latency, start-up, memory, and growth from 0.2"
          + " to 20 million calls, and prints a page of all of it as Markdown. On 2 cores that takes"
          + " 40 minutes and 4 GB of disk; --quick takes under ten minutes and has growth only to 2"
          + " million. Nothing else should run meanwhile. If a part fails, the page has those before"
          + " it and says so, and the exit code is 1.",
      ""
    },
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      IngestBench.class,
      AnalyticsBench.class,
      LatencyBench.class,
      StartupBench.class,
      DashboardBench.class,
      MicroBench.class
    },
    footer = {
      "  ./sfcalls bench --input calls.json.gz > performance.md   # progress goes to the standard error",
      "  ./sfcalls bench --quick",
      "  ./sfcalls bench ingest --help"
    })
public final class BenchMain extends BenchCommand {
  @Mixin private InputOption input;

  @Option(
      names = "--quick",
      description = "Small sizes and a single round: a page to look at, marked so.")
  private boolean quick;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  private BenchMain() {}

  public static void main(String[] arguments) {
    // Clients that wait for a server warn of each attempt.
    System.setProperty("logback.configurationFile", "sandbox-logback.xml");
    System.exit(commandLine().execute(arguments));
  }

  @Override
  public Optional<BenchReport> measure() {
    return Page.of(quick ? PageSize.QUICK : PageSize.FULL, input.file(), data(), System.err, debug)
        .measure();
  }

  static CommandLine commandLine() {
    BenchMain main = new BenchMain();
    return BenchCommand.settled(new CommandLine(main), () -> main.debug)
        .setExecutionStrategy(
            parsed -> {
              refuseOptionsOfThePage(parsed);
              return new RunLast().execute(parsed);
            });
  }

  private static void refuseOptionsOfThePage(ParseResult parsed) {
    String options =
        parsed.matchedOptions().stream()
            .filter(option -> option.scopeType() == ScopeType.LOCAL && !option.usageHelp())
            .filter(option -> !option.versionHelp())
            .map(OptionSpec::longestName)
            .collect(Collectors.joining(", "));
    if (parsed.hasSubcommand() && !options.isEmpty()) {
      String subcommand = parsed.subcommand().commandSpec().name();
      throw new ParameterException(
          parsed.commandSpec().commandLine(),
          "%s before %s is without effect; give the options of %s after its name"
              .formatted(options, subcommand, subcommand));
    }
  }
}
