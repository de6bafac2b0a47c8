package org.sfcalls.sandbox.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sfcalls.access.PayloadText;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.account.AccountText;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.process.ResidentMemory;
import org.sfcalls.sandbox.run.PipelineRun;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: sends calls through the whole pipeline and prints what came out. */
@Command(
    name = "run",
    description = {
      "Starts the whole pipeline, sends calls through it to the end, and prints the busiest windows"
          + " and the account. Exits 0 when the account balances and most calls got through, 1 when"
          + " not or when a program fails, 2 when nothing was started.",
      "",
      "Every run begins with an empty stream, in a folder of its own (run, in the data folder):"
          + " the same history sent twice into one stream gives only repeats and late calls. At its"
          + " end all windows are closed.",
      "",
      "With --keep the stack is the one of 'up' (folder stack), which goes on where it stopped"
          + " unless --fresh is given. More calls may come, so the last windows stay open; '--"
          + " --final' closes them.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls run                               # the sample that the project ships",
      "  ./sfcalls run --input calls.json.gz         # a JSON array or one object a line",
      "  ./sfcalls run --generate 1000000 --seed 7   # calls made up, always the same",
      "  ./sfcalls run --speed 3600                  # an hour of calls each second",
      "  ./sfcalls run --keep --fresh                # stays up; Ctrl-C ends it",
      "  ./sfcalls run --json > result.json          # status goes to the standard error",
      "  ./sfcalls run --settings tiers.properties   # with other settings of ingest and Spark"
    })
final class RunCommand implements Callable<Integer> {
  /** About as many calls as are counted while the optimising compiler is at work. */
  private static final long BRIEF_CALLS = 100_000;

  /** A file of about so many calls, compressed. */
  private static final long BRIEF_BYTES = 4 << 20;

  /** Replay's option that has analytics close all windows at the end. */
  private static final String FINAL = "--final";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final PrintStream err;

  @Mixin private StackOptions options;

  @Mixin private TopicOptions topicOptions;

  @ArgGroup private Source source = new Source();

  @ArgGroup private Pace pace = new Pace();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "With --generate: the same seed gives the same calls")
  private Long seed;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "With --generate: day of the first call, such as 2018-01-01")
  private LocalDate from;

  @Option(
      names = "--keep",
      description = "Serve the page, too, and stay up afterwards, until Ctrl-C")
  private boolean keep;

  @Option(
      names = "--json",
      description = "Print the result as one JSON object; status goes to the standard error")
  private boolean json;

  @Parameters(
      arity = "0..*",
      paramLabel = "-- REPLAY-OPTION",
      description = "After --: further options, passed to replay as they are")
  private List<String> replayOptions = List.of();

  /** Where the calls come from: the shipped sample, unless one of these is given. */
  private static final class Source {
    @Option(
        names = "--input",
        paramLabel = "FILE",
        description = "Calls: a JSON array or one object a line, plain or gzip")
    private Path input;

    @Option(
        names = "--generate",
        paramLabel = "N",
        description = "Make N realistic calls up instead of reading a file")
    private Long generate;
  }

  /** How fast they are sent. */
  private static final class Pace {
    @Option(
        names = "--speed",
        paramLabel = "max|FACTOR",
        description = "Event time as a factor, or as fast as it goes. Default: max")
    private String speed;

    @Option(names = "--rate", paramLabel = "R", description = "Calls a second")
    private Double rate;
  }

  RunCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    long start = System.nanoTime();
    Installation installation = Installation.current();
    List<String> replay = replayArguments(installation);
    PrintStream status = json ? err : out;
    Topics topics = topicOptions.topics();
    StackSettings settings =
        keep ? options.kept(installation) : options.scratch(installation, isBrief(installation));
    // A port that is taken is told before anything is started.
    int dashboardPort = keep ? options.dashboardPort() : 0;
    options.tell(settings.tiers(), status::println);
    try (Stack stack = Stack.startAll(installation, settings, topics, status::println);
        ResidentMemory memory = new ResidentMemory(stack.supervisor())) {
      try {
        return run(stack, replay, memory, status, start, dashboardPort);
      } catch (RuntimeException e) {
        if (stack.supervisor().isStopping()) {
          // Ctrl-C took the broker away from under the run; the signal decides the exit code.
          return SandboxException.FAILED;
        }
        throw e;
      }
    }
  }

  private int run(
      Stack stack,
      List<String> replay,
      ResidentMemory memory,
      PrintStream status,
      long start,
      int dashboardPort) {
    if (keep) {
      stack.startDashboard(dashboardPort);
    }
    boolean closing = replay.contains(FINAL);
    // Closing windows changes no count, so the topics are read back meanwhile.
    AtomicReference<Supplier<Stack.AccountResult>> started = new AtomicReference<>();
    boolean allFinal =
        PipelineRun.toTheEnd(
            stack,
            replay,
            paced(),
            closing,
            () -> started.set(stack.startAccount(json)),
            status,
            isTerminal());
    Stack.AccountResult account = started.get().get();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    print(
        account.text(), closing ? Optional.of(allFinal) : Optional.empty(), elapsed, memory.peak());
    if (keep) {
      status.println("Up. Ctrl-C stops everything.");
      return stack.stayUp();
    }
    stack.discard();
    return account.good() ? 0 : SandboxException.FAILED;
  }

  /** Replay's arguments; refuses what can't work before anything is started. */
  private List<String> replayArguments(Installation installation) {
    List<String> arguments = new ArrayList<>();
    if (source.generate != null) {
      if (source.generate < 1) {
        throw SandboxException.refused("--generate=" + source.generate + ": at least 1 is allowed");
      }
      arguments.addAll(List.of("--generate", source.generate.toString()));
      if (seed != null) {
        arguments.addAll(List.of("--seed", seed.toString()));
      }
      if (from != null) {
        arguments.addAll(List.of("--from", from.toString()));
      }
    } else {
      if (seed != null || from != null) {
        throw SandboxException.refused("--seed and --from go with --generate");
      }
      Path input = input(installation);
      if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
        throw SandboxException.refused(
            "can't read the calls: there is no readable file " + input.toAbsolutePath());
      }
      arguments.addAll(List.of("--input", input.toAbsolutePath().toString()));
    }
    if (pace.rate != null) {
      if (!(pace.rate > 0)) {
        throw SandboxException.refused("--rate=" + pace.rate + ": a number above 0 is allowed");
      }
      arguments.addAll(List.of("--rate", pace.rate.toString()));
    } else {
      String speed = pace.speed == null ? "max" : pace.speed;
      if (!isSpeed(speed)) {
        throw SandboxException.refused(
            "--speed=" + PayloadText.of(speed) + ": max or a number above 0 is allowed");
      }
      arguments.addAll(List.of("--speed", speed));
    }
    if (!replayOptions.isEmpty() && !replayOptions.get(0).startsWith("-")) {
      throw SandboxException.refused(
          "unexpected word '"
              + PayloadText.of(replayOptions.get(0))
              + "': options of replay follow after --, see --help");
    }
    if (!keep && !replayOptions.contains(FINAL)) {
      // This run notices an ingest that stands still, so the replay need not.
      arguments.addAll(List.of(FINAL, "--final-wait", "1d"));
    }
    arguments.addAll(replayOptions);
    return arguments;
  }

  private static boolean isSpeed(String text) {
    try {
      double factor = Double.parseDouble(text);
      return factor > 0 && Double.isFinite(factor);
    } catch (NumberFormatException e) {
      return text.equalsIgnoreCase("max");
    }
  }

  // Java 17 runs this, where there is no console without a terminal.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null;
  }

  /**
   * Whether there is so little to do that the JVMs' optimising compiler costs more than it gives.
   */
  private boolean isBrief(Installation installation) {
    return !paced()
        && (source.generate != null
            ? source.generate <= BRIEF_CALLS
            : input(installation).toFile().length() <= BRIEF_BYTES);
  }

  private Path input(Installation installation) {
    return source.input == null ? installation.sampleCalls() : source.input;
  }

  private boolean paced() {
    return pace.rate != null || (pace.speed != null && !pace.speed.equalsIgnoreCase("max"));
  }

  /**
   * @param allFinal whether all windows are final; empty where they were not to be closed
   */
  private void print(
      String account, Optional<Boolean> allFinal, Duration elapsed, ResidentMemory.Sample peak) {
    if (json) {
      out.println(withMeasurements(account, allFinal, elapsed, peak));
      return;
    }
    out.println();
    out.println(account);
    out.println();
    allFinal.ifPresent(
        all -> out.println("windows    " + (all ? "all are final" : "some are not final")));
    out.printf(Locale.US, "elapsed    %.1f s%n", elapsed.toMillis() / 1000.0);
    if (peak.total() > 0) {
      String programs =
          peak.byProgram().entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .map(entry -> entry.getKey() + " " + megabytes(entry.getValue()))
              .collect(Collectors.joining(", "));
      out.printf("memory     %s MB resident at most (%s)%n", megabytes(peak.total()), programs);
    }
  }

  /**
   * The account's JSON with what only the launcher knows. It stays ASCII, as the account has it.
   */
  private static String withMeasurements(
      String account, Optional<Boolean> allFinal, Duration elapsed, ResidentMemory.Sample peak) {
    try {
      ObjectNode result = (ObjectNode) JSON.readTree(account);
      allFinal.ifPresent(all -> result.put("all_windows_final", all));
      result.put("elapsed_seconds", elapsed.toMillis() / 1000.0);
      if (peak.total() > 0) {
        result.put("peak_resident_bytes", peak.total());
        ObjectNode programs = result.putObject("peak_resident_bytes_by_program");
        peak.byProgram().forEach(programs::put);
      }
      return AccountText.text(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the account is not valid JSON: " + account, e);
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.US, "%,d", bytes / (1024 * 1024));
  }
}
