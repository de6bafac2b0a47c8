package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.report.Json;

/**
 * The results of a run, a JSON object a line, each on the disk before the next trial starts: a run
 * that was interrupted continues behind its last line.
 */
final class ResultFile {
  /** The fact that may be another one when a run continues. */
  static final String COMMAND = "command";

  private final Path path;
  private final Map<String, String> facts;
  private final List<TrialResult> results = new ArrayList<>();

  private record Line(TrialResult result, Map<String, String> facts) {}

  private ResultFile(Path path, Map<String, String> facts) {
    this.path = path;
    this.facts = facts;
  }

  /**
   * Reads what is there.
   *
   * @param facts what the results are measured on and with; all of a file have the same
   */
  static ResultFile open(Path path, Map<String, String> facts) {
    ResultFile file = new ResultFile(path, facts);
    try {
      Files.createDirectories(path.getParent());
      if (Files.exists(path)) {
        String text = Files.readString(path);
        // A line that was cut off when the machine went down is measured again.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        if (whole.length() < text.length()) {
          Files.writeString(path, whole);
        }
        whole.lines().forEach(file::read);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + path + ": " + e.getMessage(), e);
    }
  }

  private void read(String json) {
    Line line;
    try {
      line = Json.MAPPER.readValue(json, Line.class);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "line %d of %s is no result: %s; --fresh starts over"
              .formatted(results.size() + 1, path, e.getMessage()),
          e);
    }
    facts.forEach(
        (name, now) -> {
          String before = line.facts().get(name);
          if (!name.equals(COMMAND) && !now.equals(before)) {
            throw new CommandFailure(
                ("%s holds results with another %s: %s, and now it is %s. Continue with the"
                        + " options of then, take another --data, or --fresh to start over")
                    .formatted(path, name, before, now));
          }
        });
    results.add(line.result());
  }

  List<TrialResult> results() {
    return List.copyOf(results);
  }

  boolean has(Trial trial, int round) {
    return results.stream()
        .anyMatch(result -> result.trial().equals(trial) && result.round() == round);
  }

  /** Adds a result; it is on the disk when this returns. */
  void add(TrialResult result) {
    try {
      Files.writeString(
          path,
          Json.MAPPER.writeValueAsString(new Line(result, facts)) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.DSYNC);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + path + ": " + e.getMessage(), e);
    }
    results.add(result);
  }
}
