package org.sfcalls.benchmarks.tuning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.command.InputOption;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.benchmarks.tuning.Preset.Workload;
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
          "Only these settings: ${COMPLETION-CANDIDATES}. Default: all that the preset has.",
      showDefaultValue = Visibility.NEVER)
  private List<Factor> only = List.of();

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
    List<Trial> trials = preset.trials(only);
    if (trials.isEmpty()) {
      throw refused("--only is %s, of which preset %s has nothing to try".formatted(only, preset));
    }
    Workload workload = workload();
    int wanted = rounds == null ? preset.rounds() : rounds;
    between("--rounds", wanted, 1, Long.MAX_VALUE);
    try {
      Map<String, String> facts = facts(workload, wanted);
      if (fresh) {
        Files.deleteIfExists(results);
      }
      ResultFile file = ResultFile.open(results, facts);
      if (!reportOnly) {
        System.err.println("results    " + results + " (Ctrl-C stops; the same command continues)");
        if (!new Tuning(preset, trials, wanted, workload, supply, seed, folder, file)
            .measure(installation())) {
          return Optional.empty();
        }
      }
      return Optional.of(report(folder, facts, new Findings(file.results(), wanted)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BenchReport report(Path folder, Map<String, String> facts, Findings findings)
      throws IOException {
    Path recommended = folder.resolve("recommended.properties");
    Files.writeString(
        recommended,
        "# What %s recommended on %s.\n# %s\n%s"
            .formatted(
                facts.get(ResultFile.COMMAND),
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                facts.get("machine"),
                Recommendation.of(findings).confirmed(findings).settings().toText()));
    TuneReport report = new TuneReport(facts, findings, recommended.toString());
    Path html = folder.resolve("report.html");
    Files.writeString(html, report.html());
    return new BenchReport(report.text() + "\nreport     " + html, report.data(), true);
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

  private Workload workload() {
    Workload usual = preset.workload();
    Workload workload =
        new Workload(
            calls == null ? usual.backlogCalls() : calls,
            usual.drainLimit(),
            rate == null ? usual.liveRate() : rate,
            usual.liveWarmup(),
            seconds == null ? usual.live() : Duration.ofSeconds(seconds));
    between("--calls", workload.backlogCalls(), 1, Long.MAX_VALUE);
    between("--rate", workload.liveRate(), 1, Long.MAX_VALUE);
    between("--seconds", workload.live().toSeconds(), 0, Long.MAX_VALUE);
    return workload;
  }

  /** What the run is measured on and with: without it no figure means anything. */
  private Map<String, String> facts(Workload workload, int wanted) throws IOException {
    List<String> command = new ArrayList<>(List.of("./sfcalls", "tune"));
    command.addAll(spec.commandLine().getParseResult().originalArgs());
    command.removeAll(List.of("--fresh", "--json", "--report-only", "--debug"));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("machine", Machine.here().line());
    facts.put("program", new ProgramVersion().getVersion()[0]);
    facts.put("versions", String.join(", ", versions()));
    facts.put("input", input.supply().description());
    facts.put(
        "load",
        String.format(
            Locale.US,
            "a backlog of %,d calls; %,d live calls per second for %d s",
            workload.backlogCalls(),
            workload.liveRate(),
            workload.live().toSeconds()));
    facts.put("rounds", wanted + " of preset " + preset + ", each in another order");
    facts.put("seed", Long.toString(seed));
    facts.put(ResultFile.COMMAND, String.join(" ", command));
    return facts;
  }
}
