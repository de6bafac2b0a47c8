package org.sfcalls.benchmarks.startup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.benchmarks.report.ProgramMemory;
import org.sfcalls.benchmarks.report.Spread;

/**
 * The starts as a table for people and as JSON for programs.
 *
 * @param versions of the programs
 * @param starts at least one
 * @param restSeconds from the last stage until memory was looked at
 */
record StartupReport(String versions, Machine machine, List<Start> starts, long restSeconds)
    implements BenchReport {

  StartupReport {
    starts = List.copyOf(starts);
  }

  private Spread seconds(Stage stage) {
    return Spread.of(starts.stream().map(start -> start.seconds(stage)).toList());
  }

  @Override
  public Optional<ProgramMemory> memory() {
    return Optional.of(
        ProgramMemory.of(
            "at rest, " + restSeconds + " s after the first count",
            starts.stream().map(Start::residentBytes).toList()));
  }

  @Override
  public String text() {
    List<Stage> inTime =
        Stream.of(Stage.values())
            .sorted(Comparator.comparingDouble(stage -> seconds(stage).median()))
            .toList();
    return String.join(
        "\n\n",
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            inTime,
            List.of(
                column("from the start until", HorizontalAlign.LEFT, Stage::toString),
                column(
                    "s",
                    HorizontalAlign.RIGHT,
                    stage -> String.format(Locale.US, "%.2f", seconds(stage).median())),
                column("range", HorizontalAlign.RIGHT, stage -> seconds(stage).range("%.2f")))),
        String.join(
            "\n",
            "starts     " + starts.size() + ", each in an empty folder",
            "memory     " + memory().orElseThrow().line(),
            "machine    " + machine.line(),
            "versions   " + versions));
  }

  @Override
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    machine.into(json.putObject("machine"));
    json.put("versions", versions).put("runs", starts.size());
    ObjectNode seconds = json.putObject("seconds_until");
    for (Stage stage : Stage.values()) {
      seconds(stage).into(seconds.putObject(stage.component()));
    }
    memory().orElseThrow().into(json.putObject("resident"));
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private static ColumnData<Stage> column(
      String header, HorizontalAlign align, Function<Stage, String> text) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(text);
  }
}
