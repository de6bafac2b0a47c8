package org.sfcalls.schemas;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * The names of the pipeline's topics, and of what its programs register at the broker to use them,
 * all in one value. Names under different prefixes have nothing in common, so that several
 * environments can share a cluster and a registry.
 *
 * @param prefix what the names begin with; {@link #DEFAULT_PREFIX} gives {@code calls.raw} and so
 *     on
 */
public record Topics(String prefix) {

  /** The prefix of an environment that needs no name of its own. */
  public static final String DEFAULT_PREFIX = "calls";

  /**
   * The longest prefix. Kafka's names have at most 249 characters, and the longest is that of an
   * internal topic of ingest: {@code PREFIX.ingest-repeat-chunks-changelog}.
   */
  public static final int LONGEST_PREFIX = 190;

  /**
   * The largest record that {@link #raw} and {@link #rejected} take, in bytes: far over any call,
   * so that an oversized record is a dead letter with a reason and not a lost one.
   */
  public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  /**
   * Settings with which a topic takes a record whatever its timestamp. A record keeps its timestamp
   * on its way through the pipeline, and by default a broker refuses one that is more than an hour
   * ahead: a producer's wrong clock would stop the stream.
   */
  public static final Map<String, String> ANY_TIMESTAMP =
      Map.of(
          "message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE),
          "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));

  /**
   * @throws IllegalArgumentException when topic names can't begin with the prefix
   */
  public Topics {
    if (!prefix.matches("[a-zA-Z0-9._-]{1," + LONGEST_PREFIX + "}")) {
      throw new IllegalArgumentException(
          "invalid topic prefix '"
              + prefix
              + "': use 1 to "
              + LONGEST_PREFIX
              + " letters, digits, dots, underscores and hyphens, for example staging");
    }
  }

  /**
   * The names under a common prefix: {@code withPrefix("calls")} gives {@code calls.raw} and so on.
   *
   * @throws IllegalArgumentException when topic names can't begin with the prefix
   */
  public static Topics withPrefix(String prefix) {
    return new Topics(prefix);
  }

  /** Raw calls, JSON, keyed by {@code crime_id}. */
  public String raw() {
    return prefix + ".raw";
  }

  /**
   * Raw calls that a producer had put on another partition than that of their {@code crime_id},
   * unchanged but for the key: on their way from one task of ingest to another.
   */
  public String repartitioned() {
    return prefix + ".repartitioned";
  }

  /** Validated calls, Avro {@link PoliceCall}, keyed by {@code crime_id}. */
  public String clean() {
    return prefix + ".clean";
  }

  /** Dead letters: records that no tier could use, unchanged, with reason headers. */
  public String rejected() {
    return prefix + ".rejected";
  }

  /** Which dead letters were sent back to {@link #raw}, Avro {@link Redriven}, compacted. */
  public String redriven() {
    return prefix + ".redriven";
  }

  /** How many raw records had which outcome, Avro {@link LedgerCount}, compacted. */
  public String ledger() {
    return prefix + ".ledger";
  }

  /** Windowed counts, Avro {@link CallCount}, compacted. */
  public String counts() {
    return prefix + ".counts";
  }

  /** (call, window) pairs that came after their window closed, Avro {@link LateCall}. */
  public String late() {
    return prefix + ".late";
  }

  /** One Avro {@link BatchProgress} per micro-batch. */
  public String progress() {
    return prefix + ".progress";
  }

  /**
   * The consumer group of ingest. Its transactional ids and internal topics begin with this and a
   * hyphen.
   */
  public String ingestGroup() {
    return ofProgram("ingest");
  }

  /** The consumer group that gets the offsets which analytics has counted. */
  public String analyticsGroup() {
    return ofProgram("analytics");
  }

  /**
   * The consumer group whose offsets on {@link #clean} are where the input ended, once a replay has
   * said so: all windows of the calls before them may close.
   */
  public String inputEndedGroup() {
    return ofProgram("input-ended");
  }

  /** The transactional id of the redrive: only one at a time sends dead letters back. */
  public String redriveTransaction() {
    return ofProgram("redrive");
  }

  /** Begins with the prefix, so that one prefixed right of a user covers an environment. */
  private String ofProgram(String program) {
    return (prefix.equals(DEFAULT_PREFIX) ? "sfcalls-" : prefix + ".") + program;
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
    Map<String, String> keep = new LinkedHashMap<>(ANY_TIMESTAMP);
    keep.put("retention.ms", "-1");
    Map<String, String> compact = new LinkedHashMap<>(ANY_TIMESTAMP);
    compact.put("cleanup.policy", "compact");
    // A dead letter is its record and some headers more.
    int deadLetterBytes = MAX_RECORD_BYTES + 64 * 1024;
    Map<String, Layout> layouts = new LinkedHashMap<>();
    layouts.put(raw(), new Layout(partitions, with(keep, MAX_RECORD_BYTES)));
    layouts.put(repartitioned(), new Layout(partitions, with(keep, deadLetterBytes)));
    layouts.put(clean(), new Layout(partitions, keep));
    layouts.put(rejected(), new Layout(partitions, with(keep, deadLetterBytes)));
    layouts.put(redriven(), new Layout(1, compact));
    layouts.put(ledger(), new Layout(1, compact));
    layouts.put(counts(), new Layout(partitions, compact));
    layouts.put(late(), new Layout(partitions, compact));
    layouts.put(progress(), new Layout(1, keep));
    return layouts;
  }

  /**
   * The contract of each subject, by the subject's name (topic name and {@code -key} or {@code
   * -value}).
   */
  public Map<String, Schema> subjects() {
    Map<String, Schema> subjects = new LinkedHashMap<>();
    subjects.put(valueSubject(clean()), PoliceCall.getClassSchema());
    subjects.put(keySubject(redriven()), RedrivenKey.getClassSchema());
    subjects.put(valueSubject(redriven()), Redriven.getClassSchema());
    subjects.put(keySubject(ledger()), LedgerKey.getClassSchema());
    subjects.put(valueSubject(ledger()), LedgerCount.getClassSchema());
    subjects.put(keySubject(counts()), CallCountKey.getClassSchema());
    subjects.put(valueSubject(counts()), CallCount.getClassSchema());
    subjects.put(keySubject(late()), LateCallKey.getClassSchema());
    subjects.put(valueSubject(late()), LateCall.getClassSchema());
    subjects.put(valueSubject(progress()), BatchProgress.getClassSchema());
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
