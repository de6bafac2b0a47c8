package org.sfcalls.benchmarks.tuning;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/**
 * The topics of the trials, a set for each number of partitions and purpose: a topic that is made
 * anew with another number of partitions would meet clients that remember the old one.
 */
final class TrialTopics implements AutoCloseable {
  private final Stack stack;
  private final Map<String, BenchTopics> sets = new LinkedHashMap<>();

  TrialTopics(Stack stack) {
    this.stack = stack;
  }

  /** Prefix of the topics on whose raw one the backlog stands. */
  static String rawBacklog(int partitions) {
    return "raw-backlog-" + partitions;
  }

  /** Prefix of the topics on whose clean one the backlog stands. */
  static String cleanBacklog(int partitions) {
    return "clean-backlog-" + partitions;
  }

  /** Prefix of the topics whose raw one takes live calls. */
  static String rawLive(int partitions) {
    return "raw-live-" + partitions;
  }

  /** Prefix of the topics whose clean one takes live calls. */
  static String cleanLive(int partitions) {
    return "clean-live-" + partitions;
  }

  /** Makes the topics of a tier's trials, and puts the backlog there. */
  void prepare(
      Tier tier,
      int partitions,
      Iterator<RawCall> backlog,
      UnaryOperator<byte[]> encoder,
      Consumer<String> status) {
    if (tier == Tier.INGEST) {
      create(rawLive(partitions), partitions);
      create(rawBacklog(partitions), partitions).fill(backlog, status);
    } else {
      create(cleanLive(partitions), partitions);
      create(cleanBacklog(partitions), partitions).fillWithClean(backlog, encoder, status);
    }
  }

  private BenchTopics create(String prefix, int partitions) {
    Topics topics = Topics.withPrefix(prefix);
    new Registry(stack.registryUrl()).register(topics.subjects());
    BenchTopics set = new BenchTopics(stack.bootstrap(), topics, partitions);
    sets.put(prefix, set);
    set.create();
    return set;
  }

  /** The topics with that prefix. */
  BenchTopics of(String prefix) {
    return sets.get(prefix);
  }

  /** Empties what the Spark job wrote. */
  void renewCounts(String prefix) {
    Topics topics = Topics.withPrefix(prefix);
    of(prefix).renew(List.of(topics.counts(), topics.late()));
  }

  @Override
  public void close() {
    sets.values().forEach(BenchTopics::close);
  }
}
