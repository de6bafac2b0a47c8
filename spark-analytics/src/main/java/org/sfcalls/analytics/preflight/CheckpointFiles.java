package org.sfcalls.analytics.preflight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Whether Spark can go on from its files in a checkpoint, which a power cut or a full disk may
 * leave empty, cut off or without their forerunners. Spark itself tells of some with a stack trace,
 * and of a missing id not at all.
 *
 * @param parquet folder of the Parquet sink, which has a batch of its own
 */
record CheckpointFiles(FileSystem files, Path folder, Optional<String> parquet) {

  static final String METADATA = "metadata";
  static final String OFFSETS = "offsets";
  static final String COMMITS = "commits";

  /** Of a file of offsets: version, settings, the offsets of Kafka and the idle marks. */
  private static final int LINES_OF_OFFSETS = 4;

  private static final int LINES_OF_COMMIT = 2;

  private static final String NO_OFFSETS = "-";

  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String RESET =
      "without it nobody knows how the query went on: restore the folder from a copy, or begin anew with --reset (--fresh of ./sfcalls run and up), which counts the whole topic again";

  /** The numbers of the batches that a log has, ascending; none where there is no such log. */
  TreeSet<Long> batches(String log) throws IOException {
    TreeSet<Long> numbers = new TreeSet<>();
    try {
      for (FileStatus status : files.listStatus(new Path(folder, log))) {
        String name = status.getPath().getName();
        if (name.matches("[0-9]{1,18}")) {
          numbers.add(Long.parseLong(name));
        }
      }
    } catch (FileNotFoundException e) {
      return numbers;
    }
    return numbers;
  }

  /**
   * What is wrong and what to do, in one sentence; empty where nothing is.
   *
   * @throws IOException when a file can't be read for another reason
   */
  Optional<String> damage() throws IOException {
    TreeSet<Long> planned = batches(OFFSETS);
    TreeSet<Long> finished = batches(COMMITS);
    if (planned.isEmpty() && finished.isEmpty()) {
      Path metadata = new Path(folder, METADATA);
      return files.exists(metadata) && fault(metadata, 1).isPresent()
          ? Optional.of(
              "its file metadata is damaged, and nothing was read yet: delete " + both(metadata))
          : Optional.empty();
    }
    Optional<String> id = fault(new Path(folder, METADATA), 1);
    if (id.isPresent()) {
      return Optional.of("its file metadata, the query's id, " + id.get() + "; " + RESET);
    }
    long last = planned.isEmpty() ? -1 : planned.last();
    if (!finished.isEmpty() && finished.last() > last) {
      return Optional.of(
          "batch %d was finished, and its file offsets/%d is missing; %s"
              .formatted(finished.last(), finished.last(), RESET));
    }
    Optional<String> offsets = offsetsDamage(last, finished.contains(last));
    return offsets.isPresent() || finished.isEmpty()
        ? offsets
        : commitDamage(finished.last(), last);
  }

  /** Spark reads those of the last batch and of the one before. */
  private Optional<String> offsetsDamage(long last, boolean isFinished) throws IOException {
    Path newest = batch(OFFSETS, last);
    Optional<String> fault = fault(newest, LINES_OF_OFFSETS);
    if (fault.isPresent() && !isFinished) {
      return Optional.of(
          "its file offsets/%d %s, and batch %d was not finished: delete %s%s and start again; nothing is lost, the batch is planned anew"
              .formatted(
                  last,
                  fault.get(),
                  last,
                  both(newest),
                  parquet
                      .map(sink -> ", and of the Parquet sink " + sink + "/open/batch-" + last)
                      .orElse("")));
    }
    if (fault.isPresent()) {
      return Optional.of(
          "its file offsets/%d %s, and batch %d was finished; %s"
              .formatted(last, fault.get(), last, RESET));
    }
    long before = last - 1;
    return before < 0
        ? Optional.empty()
        : fault(batch(OFFSETS, before), LINES_OF_OFFSETS)
            .map(
                what ->
                    "its file offsets/%d %s, and batch %d was finished; %s"
                        .formatted(before, what, before, RESET));
  }

  private Optional<String> commitDamage(long finished, long last) throws IOException {
    Path commit = batch(COMMITS, finished);
    return fault(commit, LINES_OF_COMMIT)
        .map(
            what ->
                "its file commits/%d %s: delete %s%s and start again; nothing is lost, batch %d is run once more with the same calls and gives the same totals"
                    .formatted(
                        finished,
                        what,
                        both(commit),
                        finished < last ? ", and " + both(batch(OFFSETS, last)) : "",
                        finished));
  }

  /** What is wrong with a file whose first line is a version, or that is one JSON object. */
  private Optional<String> fault(Path file, int leastLines) throws IOException {
    List<String> lines;
    try (InputStream in = files.open(file)) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (FileNotFoundException e) {
      return Optional.of("is missing");
    } catch (ChecksumException e) {
      return Optional.of("does not match its checksum");
    }
    if (lines.isEmpty()) {
      return Optional.of("is empty");
    }
    if (lines.size() < leastLines) {
      return Optional.of("is cut off");
    }
    boolean versioned = leastLines > 1;
    if (versioned && !lines.get(0).matches("v[0-9]+")) {
      return Optional.of("is none of Spark's");
    }
    for (String line : lines.subList(versioned ? 1 : 0, lines.size())) {
      try {
        if (!line.equals(NO_OFFSETS) && JSON.readTree(line).isMissingNode()) {
          return Optional.of("is cut off");
        }
      } catch (JsonProcessingException e) {
        return Optional.of("is cut off or damaged");
      }
    }
    return Optional.empty();
  }

  private Path batch(String log, long number) {
    return new Path(new Path(folder, log), Long.toString(number));
  }

  /** The file and its checksum, which would not match a new one. */
  private static String both(Path file) {
    return file.toUri().getPath()
        + " and "
        + new Path(file.getParent(), "." + file.getName() + ".crc").toUri().getPath();
  }
}
