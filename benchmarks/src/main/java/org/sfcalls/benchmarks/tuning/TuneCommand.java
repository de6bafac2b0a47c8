package org.sfcalls.benchmarks.tuning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.command.InputOption;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.benchmarks.tuning.Preset.Workload;
import org.sfcalls.benchmarks.tuning.TuneReport.HtmlReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tune}: what the settings change on this machine, and which ones to take. */
@Command(
    name = "sfcalls tune",
    description = {
      "Changes one setting after the other on a broker and registry of its own, and measures of each"
          + " how many calls a second ingest and the Spark job take, how long their batches are, and"
          + " how long a live call waits. Tells which settings matter, how certain that is, and"
          + " which ones to take. A run that was interrupted goes on where it stopped.",
      ""
    },
    footer = {
      "  ./sfcalls tune                                       # about a quarter of an hour",
      "  ./sfcalls tune --quick                               # three minutes, a first look",
      "  ./sfcalls tune --input calls.json.gz --full          # over an hour",
      "  ./sfcalls tune --only shuffle-partitions,trigger --rounds 5",
      "  ./sfcalls tune --preset original                     # five tests of a student project",
      "  ./sfcalls up --fresh --settings .sfcalls/tune/standard/recommended.properties"
    })
public final class TuneCommand extends BenchCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "standard",
      description = "Which trials: ${COMPLETION-CANDIDATES}.")
  private Preset preset;

  @Option(names = "--quick", description = "The same as --preset quick.")
  private boolean quick;

  @Option(names = "--full", description = "The same as --preset full.")
  private boolean full;

  @Option(
      names = "--only",
      paramLabel = "SETTING",
      split = ",",
      description =
          "Only these settings: topic-partitions, default-parallelism, shuffle-partitions,"
              + " max-offsets-per-trigger, trigger, state-store, ingest-threads, batch-size, linger,"
              + " compression. Default: all that the preset has.",
      showDefaultValue = Visibility.NEVER)
  private List<String> only = List.of();

  @Mixin private InputOption input;

  @Option(
      names = "--calls",
      description = "Calls of the backlog that each trial drains. Default: the preset's.",
      showDefaultValue = Visibility.NEVER)
  private Long calls;

  @Option(
      names = "--rate",
      description = "Live calls a second. Default: the preset's.",
      showDefaultValue = Visibility.NEVER)
  private Integer rate;

  @Option(
      names = "--seconds",
      description =
          "How long live calls count; 0 for none, and no latency then. Default: the preset's.",
      showDefaultValue = Visibility.NEVER)
  private Integer seconds;

  @Option(
      names = "--rounds",
      description = "Rounds; each runs every trial once. Default: the preset's.",
      showDefaultValue = Visibility.NEVER)
  private Integer rounds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the order in which a round runs the trials.")
  private long seed;

  @Option(
      names = "--fresh",
      description = "Begin anew: delete the results in that folder instead of going on.")
  private boolean fresh;

  @Option(
      names = "--report-only",
      description = "Measure nothing: report what the folder's results say so far.")
  private boolean reportOnly;

  @Option(names = "--debug", description = "Show the stack trace of a failure.")
  private boolean debug;

  public static void main(String[] arguments) {
    // Clients that wait for a server warn of each attempt.
    System.setProperty("logback.configurationFile", "sandbox-logback.xml");
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    TuneCommand tune = new TuneCommand();
    return BenchCommand.settled(new CommandLine(tune), () -> tune.debug);
  }

  @Override
  public Optional<BenchReport> measure() {
    choosePreset();
    CallSupply supply = input.supply();
    Path usual = installation().defaultData().resolve("tune").resolve(preset.toString());
    Path folder = data().orElse(usual).toAbsolutePath();
    Path results = folder.resolve("results.jsonl");
    List<Trial> trials = trials();
    Workload workload = workload();
    int wanted = rounds == null ? preset.rounds() : rounds;
    between("--rounds", wanted, 1, Long.MAX_VALUE);
    try {
      TuneContext context = context(workload, wanted);
      if (fresh) {
        Files.deleteIfExists(results);
      }
      ResultFile file = ResultFile.open(results, context);
      if (!reportOnly) {
        System.err.println("results    " + results + " (Ctrl-C stops; the same command continues)");
        if (!new Tuning(preset, trials, wanted, workload, supply, seed, folder, file)
            .measure(installation())) {
          return Optional.empty();
        }
      }
      return Optional.of(report(folder, context, new Findings(file.results(), wanted)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BenchReport report(Path folder, TuneContext context, Findings findings)
      throws IOException {
    Path recommended = folder.resolve("recommended.properties");
    SettingsFile.write(recommended, Recommendation.of(findings).confirmed(findings), context);
    TuneReport report = new TuneReport(context, findings, shown(recommended));
    Path html = folder.resolve("report.html");
    Files.writeString(html, HtmlReport.of(report.data()));
    return new BenchReport(
        report.text() + "\nreport     " + shown(html), report.data(), true);
  }

  private static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
  }

  private void choosePreset() {
    if (quick || full) {
      boolean given = spec.commandLine().getParseResult().hasMatchedOption("--preset");
      if (given || quick && full) {
        throw refused("--preset, --quick and --full exclude each other; take one");
      }
      preset = quick ? Preset.QUICK : Preset.FULL;
    }
  }

  private List<Trial> trials() {
    List<Trial> trials;
    try {
      trials = preset.trials(only.stream().map(Factor::of).toList());
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
    if (trials.isEmpty()) {
      throw refused(
          "--only is %s, of which the preset %s has nothing to try"
              .formatted(String.join(",", only), preset));
    }
    return trials;
  }

  private Workload workload() {
    Workload usual = preset.workload();
    try {
      return new Workload(
          calls == null ? usual.backlogCalls() : calls,
          usual.drainLimit(),
          rate == null ? usual.liveRate() : rate,
          usual.liveWarmup(),
          seconds == null ? usual.live() : Duration.ofSeconds(seconds));
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private TuneContext context(Workload workload, int wanted) throws IOException {
    List<String> command = new ArrayList<>(List.of("./sfcalls", "tune"));
    command.addAll(spec.commandLine().getParseResult().originalArgs());
    command.removeAll(List.of("--fresh", "--json", "--report-only", "--debug"));
    return new TuneContext(
        preset.toString(),
        wanted,
        Machine.here(),
        String.join(", ", versions()),
        new ProgramVersion().getVersion()[0].replace("sfcalls ", ""),
        input.supply().description(),
        seed,
        workload.backlogCalls(),
        workload.liveRate(),
        (int) workload.live().toSeconds(),
        String.join(" ", command));
  }
}
