package org.sfcalls.benchmarks.micro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.benchmarks.report.Spread;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench micro}: what one call costs, step by step, without a broker. */
@Command(
    name = "micro",
    description =
        "Measures with JMH what a call costs, in nanoseconds and in allocated bytes: to parse and"
            + " validate, to encode, and both; our way and the obvious one (Jackson's tree,"
            + " Confluent's serializer).",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls bench micro --input calls.json.gz",
      "  ./sfcalls bench micro --only parse --forks 1 --iterations 3 --time 500   # a first look"
    })
public final class MicroBenchCommand implements Callable<Integer> {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "Calls: a JSON array or one object a line, plain or gzip; the first 2,048 valid ones are"
              + " used. Without it, calls are made up.")
  private Path input;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      defaultValue = ".*",
      description = "Benchmarks whose name this is found in.")
  private String only;

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "2",
      description = "New JVMs for each benchmark.")
  private int forks;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "5",
      description = "Iterations in each JVM that do not count.")
  private int warmup;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "5",
      description = "Iterations in each JVM that count.")
  private int iterations;

  @Option(
      names = "--time",
      paramLabel = "MS",
      defaultValue = "1000",
      description = "Length of an iteration in milliseconds.")
  private long time;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  /** A benchmark's figures: nanoseconds and allocated bytes a call. */
  private record Cost(String name, Spread nanos, double bytes) {

    static Cost of(RunResult run) {
      String name = run.getParams().getBenchmark();
      Result<?> allocated = run.getSecondaryResults().get(ALLOCATED);
      return new Cost(
          name.substring(name.lastIndexOf('.') + 1),
          Spread.of(
              run.getBenchmarkResults().stream()
                  .flatMap(fork -> fork.getIterationResults().stream())
                  .map(iteration -> iteration.getPrimaryResult().getScore())
                  .toList()),
          allocated.getScore());
    }
  }

  @Override
  public Integer call() {
    check();
    List<Cost> costs = run().stream().map(Cost::of).toList();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(costs) : table(costs));
    out.flush();
    return 0;
  }

  private void check() {
    if (forks < 1 || warmup < 0 || iterations < 1 || time < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--forks, --iterations and --time are at least 1, --warmup at least 0");
    }
    if (input != null && !Files.isReadable(input)) {
      throw new ParameterException(
          spec.commandLine(), "--input is " + input + ", and there is no such file to read");
    }
  }

  private Collection<RunResult> run() {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(CallBenchmarks.class.getName().replace(".", "\\.") + "\\..*(?:" + only + ")")
            .param("input", input == null ? "" : input.toAbsolutePath().toString())
            .forks(forks)
            .warmupIterations(warmup)
            .warmupTime(TimeValue.milliseconds(time))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.milliseconds(time))
            .jvmArgs("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC")
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(json ? VerboseMode.SILENT : VerboseMode.NORMAL);
    try {
      return new Runner(options.build()).run();
    } catch (NoBenchmarksException e) {
      throw new ParameterException(
          spec.commandLine(), "--only is " + only + ", and no benchmark has that in its name", e);
    } catch (RunnerException e) {
      throw new CommandFailure("a benchmark failed: " + e.getMessage(), e);
    }
  }

  private String table(List<Cost> costs) {
    return "\n"
        + AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            costs,
            List.of(
                column("benchmark", HorizontalAlign.LEFT, Cost::name),
                column("ns/call", HorizontalAlign.RIGHT, cost -> grouped(cost.nanos().median())),
                column("range", HorizontalAlign.RIGHT, cost -> cost.nanos().range("%,.0f")),
                column("B/call", HorizontalAlign.RIGHT, cost -> grouped(cost.bytes()))))
        + "\n\nmachine    "
        + Machine.here().line()
        + "\ninput      "
        + CallSupply.of(input).description();
  }

  private String json(List<Cost> costs) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode all = mapper.createObjectNode();
    Machine.here().into(all.putObject("machine"));
    all.put("input", CallSupply.of(input).description());
    ObjectNode results = all.putObject("results");
    for (Cost cost : costs) {
      ObjectNode one = results.putObject(cost.name());
      cost.nanos().into(one.putObject("nanoseconds_per_call"));
      one.put("allocated_bytes_per_call", cost.bytes());
    }
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private static String grouped(double number) {
    return String.format(Locale.US, "%,.0f", number);
  }

  private static ColumnData<Cost> column(
      String header, HorizontalAlign align, Function<Cost, String> text) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(text);
  }
}
