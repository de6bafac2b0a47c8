package org.sfcalls.analytics.preflight;

import static org.sfcalls.analytics.preflight.CheckpointFiles.COMMITS;
import static org.sfcalls.analytics.preflight.CheckpointFiles.OFFSETS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager.CancellableFSDataOutputStream;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.LocalInstallation;

/**
 * The folder that keeps the query's offsets and state, on any file system that Spark writes. Beside
 * Spark's own files it holds {@value #SETTINGS}, which says what the query was when it began.
 */
public final class Checkpoint {

  static final String SETTINGS = LocalInstallation.CHECKPOINT_SETTINGS;

  /** What Spark's settings of the state store begin with. */
  private static final String STATE_STORE = "spark.sql.streaming.stateStore.";

  /** All that Spark and this class keep there. */
  private static final Set<String> OWN =
      Set.of(CheckpointFiles.METADATA, OFFSETS, COMMITS, "sources", "state", SETTINGS);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String shown;
  private final Path folder;
  private final Configuration hadoop;

  /**
   * @param folder any path that Spark writes
   * @param hadoop how file systems are reached
   */
  public Checkpoint(String folder, Configuration hadoop) {
    this.shown = folder;
    this.folder = new Path(folder);
    this.hadoop = hadoop;
  }

  /**
   * Makes sure that Spark can go on from its files; to be asked first.
   *
   * @param parquet folder of the Parquet sink, where there is one
   * @throws CommandFailure when a file is damaged; names it, says whether its batch was finished,
   *     and what to do
   */
  public void requireIntact(Optional<String> parquet) {
    try {
      Optional<String> damage =
          new CheckpointFiles(folder.getFileSystem(hadoop), folder, parquet).damage();
      if (damage.isPresent()) {
        throw new CommandFailure("the checkpoint " + shown + " is damaged: " + damage.get());
      }
    } catch (IOException e) {
      throw unusable("read", e);
    }
  }

  /**
   * Makes sure that a query with these settings can go on from here, or begin here.
   *
   * @param topic what the query reads, as it stands now
   * @throws CommandFailure when it can't; tells why, and what to do
   */
  public void check(QuerySettings settings, SourceTopic topic) {
    Optional<Batch> planned = newest(OFFSETS);
    if (planned.isEmpty()) {
      // Nothing was read yet: any settings will do.
      return;
    }
    QuerySettings made =
        settings()
            .orElseThrow(
                () ->
                    refused(
                        "has no "
                            + SETTINGS
                            + ": another program made it, or an earlier version of this one"));
    List<String> differences = settings.differencesFrom(made);
    if (!differences.isEmpty()) {
      throw refused("is of another query: " + String.join("; ", differences));
    }
    Map<Integer, Long> end = offsets(planned.get(), topic.name());
    Map<Integer, Long> begin =
        newest(COMMITS)
            .map(finished -> offsets(new Batch(OFFSETS, finished.number()), topic.name()))
            .orElse(topic.begin());
    topic
        .begin()
        .forEach(
            (partition, first) -> {
              long next = begin.getOrDefault(partition, first);
              if (next < first) {
                throw refused(
                    "goes on at offset %,d of partition %d of %s, and the first record that is still there is %,d: %,d records were deleted (retention) before they were counted"
                        .formatted(next, partition, topic.name(), first, first - next));
              }
              long last = topic.end().get(partition);
              if (end.getOrDefault(partition, last) > last) {
                throw refused(
                    "has read partition %d of %s up to offset %,d, and the partition ends at %,d: records were lost, or the topic is another one"
                        .formatted(partition, topic.name(), end.get(partition), last));
              }
            });
  }

  /**
   * Makes sure that the state is kept as these settings say: a query that goes on keeps the store
   * that it began with, and Spark says so in no more than a warning.
   *
   * @param given what spark-submit was told
   * @throws CommandFailure when the checkpoint was made with another store; tells which
   */
  public void checkStateStore(SparkConf given) {
    Optional<Batch> planned = newest(OFFSETS);
    if (planned.isEmpty()) {
      return;
    }
    List<String> differences = new ArrayList<>();
    for (JsonNode line : jsonLines(planned.get())) {
      line.path("conf")
          .fields()
          .forEachRemaining(
              made -> {
                String name = made.getKey();
                String now = given.get(name, made.getValue().asText());
                if (name.startsWith(STATE_STORE) && !now.equals(made.getValue().asText())) {
                  differences.add(name + " was " + made.getValue().asText() + " and is now " + now);
                }
              });
    }
    if (!differences.isEmpty()) {
      throw refused("keeps its state in another way: " + String.join("; ", differences));
    }
  }

  /**
   * In how many parts the state is kept; empty where there is no state yet.
   *
   * @throws CommandFailure when the folder can't be read
   */
  public Optional<Integer> shufflePartitions() {
    return newest(OFFSETS).isEmpty()
        ? Optional.empty()
        : settings().map(QuerySettings::shufflePartitions);
  }

  /**
   * Writes the settings down where nothing was read yet.
   *
   * @throws CommandFailure when the folder can't be written
   */
  public void begin(QuerySettings settings) {
    if (newest(OFFSETS).isPresent()) {
      return;
    }
    try {
      // As Spark writes its own files there: whole or not at all, on every file system.
      CheckpointFileManager files = CheckpointFileManager.create(folder, hadoop);
      files.mkdirs(folder);
      CancellableFSDataOutputStream out = files.createAtomic(file(SETTINGS), true);
      try {
        out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(settings));
        out.close();
      } catch (IOException | RuntimeException e) {
        out.cancel();
        throw e;
      }
    } catch (IOException e) {
      throw unusable("written", e);
    }
  }

  /**
   * Deletes what Spark and this program keep in the folder, so that the query begins anew; other
   * files stay.
   *
   * @throws CommandFailure when the folder is no checkpoint, or can't be deleted
   */
  public void reset() {
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      Set<String> there = new HashSet<>();
      try {
        for (FileStatus status : files.listStatus(folder)) {
          there.add(status.getPath().getName());
        }
      } catch (FileNotFoundException e) {
        return;
      }
      boolean isCheckpoint =
          there.contains(SETTINGS) || there.containsAll(Set.of(CheckpointFiles.METADATA, OFFSETS));
      if (!isCheckpoint && !there.isEmpty()) {
        throw new CommandFailure(
            "--reset deletes nothing in "
                + shown
                + ": it is no checkpoint, for it has neither "
                + SETTINGS
                + " nor Spark's metadata and "
                + OFFSETS
                + "; check --checkpoint");
      }
      // Last what tells a checkpoint, so that a reset that broke off can be made again.
      List<String> order = new ArrayList<>(OWN);
      order.sort((a, b) -> Boolean.compare(a.equals(SETTINGS), b.equals(SETTINGS)));
      for (String name : order) {
        if (there.contains(name) && !files.delete(file(name), true)) {
          throw new IOException(name + " can't be deleted");
        }
      }
    } catch (IOException e) {
      throw unusable("deleted", e);
    }
  }

  /** A numbered file of Spark's. */
  private record Batch(String log, long number) {}

  private Optional<Batch> newest(String log) {
    try {
      TreeSet<Long> batches =
          new CheckpointFiles(folder.getFileSystem(hadoop), folder, Optional.empty()).batches(log);
      return batches.isEmpty() ? Optional.empty() : Optional.of(new Batch(log, batches.last()));
    } catch (IOException e) {
      throw unusable("read", e);
    }
  }

  /**
   * Offsets by partition of a batch's end: of the lines of the file, that which is of the topic
   * ({@code {"topic":{"0":12}}}).
   */
  private Map<Integer, Long> offsets(Batch batch, String topic) {
    Map<Integer, Long> offsets = new TreeMap<>();
    for (JsonNode line : jsonLines(batch)) {
      line.path(topic)
          .fields()
          .forEachRemaining(
              partition ->
                  offsets.put(Integer.parseInt(partition.getKey()), partition.getValue().asLong()));
    }
    return offsets;
  }

  /** The lines of a batch's file that are JSON objects: the query's settings, then the sources. */
  private List<JsonNode> jsonLines(Batch batch) {
    Path file = new Path(file(batch.log()), Long.toString(batch.number()));
    List<JsonNode> objects = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                folder.getFileSystem(hadoop).open(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{")) {
          objects.add(JSON.readTree(line));
        }
      }
      return objects;
    } catch (IOException e) {
      throw unusable("read", e);
    }
  }

  private Optional<QuerySettings> settings() {
    try (InputStream in = folder.getFileSystem(hadoop).open(file(SETTINGS))) {
      return Optional.of(JSON.readValue(in, QuerySettings.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw refused("has a " + SETTINGS + " that can't be understood: " + e.getOriginalMessage());
    } catch (ChecksumException e) {
      throw refused("has a " + SETTINGS + " that does not match its checksum");
    } catch (IOException e) {
      throw unusable("read", e);
    }
  }

  private Path file(String name) {
    return new Path(folder, name);
  }

  private CommandFailure refused(String why) {
    return new CommandFailure(
        "the checkpoint "
            + shown
            + " "
            + why
            + "; run as it was made, name another --checkpoint, or give --reset, which deletes it"
            + " and counts the whole topic anew");
  }

  private CommandFailure unusable(String what, IOException e) {
    return new CommandFailure(
        "the checkpoint folder "
            + shown
            + " can't be "
            + what
            + " ("
            + e
            + "): name with --checkpoint a folder that this user may write",
        e);
  }
}
