package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.sfcalls.access.CommandFailure;

/**
 * The results of a run, a JSON object a line, each on the disk before the next trial begins: a run
 * that was interrupted goes on behind its last line.
 */
final class ResultFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What may differ between the lines of one run. */
  private static final Set<String> OF_A_LINE =
      Set.of(
          "tier",
          "trial",
          "round",
          "finished",
          "seconds",
          "kept_up",
          "figures",
          "settings",
          "command");

  private final Path path;
  private final ObjectNode context;
  private final List<TrialResult> results;

  private ResultFile(Path path, ObjectNode context, List<TrialResult> results) {
    this.path = path;
    this.context = context;
    this.results = results;
  }

  /**
   * Opens the file, or begins one.
   *
   * @throws CommandFailure when it holds results of other options or of another machine, or what is
   *     no result
   */
  static ResultFile open(Path path, TuneContext context) {
    List<TrialResult> results = new ArrayList<>();
    ObjectNode wanted;
    try {
      // As it is read back: a number there does not tell how wide it was.
      wanted = (ObjectNode) JSON.readTree(context.json(JSON).toString());
      Files.createDirectories(path.getParent());
      if (Files.exists(path)) {
        String text = Files.readString(path);
        // A line that was cut off when the machine went down is measured anew.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        if (whole.length() < text.length()) {
          Files.writeString(path, whole);
        }
        int number = 0;
        for (String line : whole.lines().toList()) {
          number++;
          results.add(result(path, number, line, wanted));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + path + ": " + e.getMessage(), e);
    }
    return new ResultFile(path, wanted, results);
  }

  private static TrialResult result(Path path, int number, String line, ObjectNode wanted) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
      requireSame(path, json, wanted);
      return TrialResult.of(json);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CommandFailure(
          "line %d of %s is no result: %s; --fresh begins anew"
              .formatted(number, path, e.getMessage()),
          e);
    }
  }

  private static void requireSame(Path path, JsonNode found, ObjectNode wanted) {
    Set<String> names = new TreeSet<>();
    wanted.fieldNames().forEachRemaining(names::add);
    names.removeAll(OF_A_LINE);
    for (String name : names) {
      if (!wanted.get(name).equals(found.path(name))) {
        throw new CommandFailure(
            ("%s holds results with another %s: %s, and now it is %s. Go on with the options of"
                    + " then, take another --data, or --fresh to begin anew")
                .formatted(path, name.replace('_', ' '), found.path(name), wanted.get(name)));
      }
    }
  }

  Path path() {
    return path;
  }

  /** All results so far, those of earlier runs among them. */
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
          JSON.writeValueAsString(result.json(JSON, context)) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.DSYNC);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + path + ": " + e.getMessage(), e);
    }
    results.add(result);
  }
}
