package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.report.Json;

/**
 * The results of a run, a JSON object a line, each on the disk before the next trial starts: a run
 * that was interrupted continues behind its last line.
 */
final class ResultFile {
  private final Path path;
  private final TuneContext context;
  private final List<TrialResult> results = new ArrayList<>();

  private record Line(
      Tier tier,
      String trial,
      int round,
      String finished,
      double seconds,
      boolean keptUp,
      Map<Measure, Double> figures,
      Map<Factor, String> settings,
      TuneContext context) {
    static Line of(TrialResult result, TuneContext context) {
      Trial trial = result.trial();
      Map<Factor, String> settings = new TreeMap<>();
      Factor.of(trial.tier())
          .forEach(factor -> settings.put(factor, trial.configuration().level(factor)));
      return new Line(
          trial.tier(),
          trial.name(),
          result.round(),
          result.finished().toString(),
          result.seconds(),
          result.keptUp(),
          result.figures(),
          settings,
          context);
    }

    TrialResult result() {
      Configuration configuration = Configuration.USUAL;
      for (Map.Entry<Factor, String> setting : settings.entrySet()) {
        configuration = configuration.with(setting.getKey(), setting.getValue());
      }
      return new TrialResult(
          new Trial(tier, trial, configuration),
          round,
          Instant.parse(finished),
          seconds,
          figures,
          keptUp);
    }
  }

  private ResultFile(Path path, TuneContext context) {
    this.path = path;
    this.context = context;
  }

  static ResultFile open(Path path, TuneContext context) {
    ResultFile file = new ResultFile(path, context);
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
    try {
      Line line = Json.MAPPER.readValue(json, Line.class);
      requireSame(line.context());
      results.add(line.result());
    } catch (JsonProcessingException | RuntimeException e) {
      if (e instanceof CommandFailure failure) {
        throw failure;
      }
      throw new CommandFailure(
          "line %d of %s is no result: %s; --fresh starts over"
              .formatted(results.size() + 1, path, e.getMessage()),
          e);
    }
  }

  private void requireSame(TuneContext found) {
    JsonNode before = Json.MAPPER.valueToTree(found);
    JsonNode now = Json.MAPPER.valueToTree(context);
    now.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("command") && !now.get(name).equals(before.get(name))) {
                throw new CommandFailure(
                    ("%s holds results with another %s: %s, and now it is %s. Continue with the"
                            + " options of then, take another --data, or --fresh to start over")
                        .formatted(path, name.replace('_', ' '), before.get(name), now.get(name)));
              }
            });
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
          Json.MAPPER.writeValueAsString(Line.of(result, context)) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.DSYNC);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + path + ": " + e.getMessage(), e);
    }
    results.add(result);
  }
}
