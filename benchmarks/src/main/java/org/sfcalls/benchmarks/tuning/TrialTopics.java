package org.sfcalls.benchmarks.tuning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.benchmarks.tuning.TierTrials.TrialCalls;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/**
 * The topics of the trials, a set for each number of partitions and purpose: a topic that is
 * recreated with another number of partitions would meet clients that remember the old one.
 */
final class TrialTopics implements AutoCloseable {
  private final Stack stack;
  private final Map<String, BenchTopics> sets = new LinkedHashMap<>();

  TrialTopics(Stack stack) {
    this.stack = stack;
  }

  static String prefix(Tier tier, String purpose, Configuration configuration) {
    return "%s-%s-%s".formatted(tier, purpose, configuration.level(Factor.PARTITIONS));
  }

  /** Creates the topics of a trial where they are not there, and puts the backlog there. */
  void prepare(Trial trial, TrialCalls calls, UnaryOperator<byte[]> encoder) {
    String backlog = prefix(trial.tier(), "backlog", trial.configuration());
    if (!sets.containsKey(backlog)) {
      System.err.println("backlog    " + backlog);
      int partitions = trial.configuration().number(Factor.PARTITIONS);
      create(prefix(trial.tier(), "live", trial.configuration()), partitions);
      BenchTopics topics = create(backlog, partitions);
      if (trial.tier() == Tier.INGEST) {
        topics.fill(calls.backlog());
      } else {
        topics.fillWithClean(calls.backlog(), encoder);
      }
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

  BenchTopics of(String prefix) {
    return sets.get(prefix);
  }

  void renewCounts(String prefix) {
    Topics topics = Topics.withPrefix(prefix);
    of(prefix).renew(List.of(topics.counts(), topics.late()));
  }

  @Override
  public void close() {
    sets.values().forEach(BenchTopics::close);
  }
}
