package org.sfcalls.schemas;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * The names of the pipeline's topics, all in one value.
 *
 * @param raw calls as they came, JSON, keyed by {@code crime_id}
 * @param clean validated calls, Avro {@link PoliceCall}, keyed by {@code crime_id}
 * @param rejected dead letters: records that no tier could use, as they came, with reason headers
 * @param redriven which dead letters were sent back to {@code raw}, Avro {@link Redriven},
 *     compacted
 * @param ledger how many raw records had which outcome, Avro {@link LedgerCount}, compacted
 * @param counts windowed counts, Avro {@link CallCount}, compacted
 * @param late (call, window) pairs that came after their window closed, Avro {@link LateCall}
 * @param progress one Avro {@link BatchProgress} a micro-batch
 */
public record Topics(
    String raw,
    String clean,
    String rejected,
    String redriven,
    String ledger,
    String counts,
    String late,
    String progress) {

  /**
   * The largest record that {@link #raw} and {@link #rejected} take, in bytes: far over any call,
   * so that an oversized record is a dead letter with a reason and not a lost one.
   */
  public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  public Topics {
    for (String name : List.of(raw, clean, rejected, redriven, ledger, counts, late, progress)) {
      Objects.requireNonNull(name);
    }
  }

  /**
   * The names under a common prefix: {@code withPrefix("calls")} gives {@code calls.raw} and so on.
   */
  public static Topics withPrefix(String prefix) {
    return new Topics(
        prefix + ".raw",
        prefix + ".clean",
        prefix + ".rejected",
        prefix + ".redriven",
        prefix + ".ledger",
        prefix + ".counts",
        prefix + ".late",
        prefix + ".progress");
  }

  /** What a topic needs of the broker when it is created: {@code partitions}, and its settings. */
  public record Layout(int partitions, Map<String, String> settings) {
    public Layout {
      settings = Map.copyOf(settings);
    }
  }

  /**
   * The layout of every topic, by name.
   *
   * @param partitions partitions of the topics that carry calls or counts; the others have one
   */
  public Map<String, Layout> layouts(int partitions) {
    Map<String, String> keep = Map.of("retention.ms", "-1");
    Map<String, String> compact = Map.of("cleanup.policy", "compact");
    // A dead letter is its record and some headers more.
    int deadLetterBytes = MAX_RECORD_BYTES + 64 * 1024;
    Map<String, Layout> layouts = new LinkedHashMap<>();
    layouts.put(raw, new Layout(partitions, with(keep, MAX_RECORD_BYTES)));
    layouts.put(clean, new Layout(partitions, keep));
    layouts.put(rejected, new Layout(partitions, with(keep, deadLetterBytes)));
    layouts.put(redriven, new Layout(1, compact));
    layouts.put(ledger, new Layout(1, compact));
    layouts.put(counts, new Layout(partitions, compact));
    layouts.put(late, new Layout(partitions, compact));
    layouts.put(progress, new Layout(1, keep));
    return layouts;
  }

  /**
   * The contract of each subject, by the subject's name (topic name and {@code -key} or {@code
   * -value}).
   */
  public Map<String, Schema> subjects() {
    Map<String, Schema> subjects = new LinkedHashMap<>();
    subjects.put(valueSubject(clean), PoliceCall.getClassSchema());
    subjects.put(keySubject(redriven), RedrivenKey.getClassSchema());
    subjects.put(valueSubject(redriven), Redriven.getClassSchema());
    subjects.put(keySubject(ledger), LedgerKey.getClassSchema());
    subjects.put(valueSubject(ledger), LedgerCount.getClassSchema());
    subjects.put(keySubject(counts), CallCountKey.getClassSchema());
    subjects.put(valueSubject(counts), CallCount.getClassSchema());
    subjects.put(keySubject(late), LateCallKey.getClassSchema());
    subjects.put(valueSubject(late), LateCall.getClassSchema());
    subjects.put(valueSubject(progress), BatchProgress.getClassSchema());
    return subjects;
  }

  /** Subject of a topic's keys under Confluent's {@code TopicNameStrategy}. */
  public static String keySubject(String topic) {
    return topic + "-key";
  }

  /** Subject of a topic's values under Confluent's {@code TopicNameStrategy}. */
  public static String valueSubject(String topic) {
    return topic + "-value";
  }

  private static Map<String, String> with(Map<String, String> settings, int maxBytes) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("max.message.bytes", Integer.toString(maxBytes));
    return all;
  }
}
