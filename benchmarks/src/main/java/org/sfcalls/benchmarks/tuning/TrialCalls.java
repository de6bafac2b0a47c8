package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.calls.CleanEncoder;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.latency.SteadySender;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.benchmarks.tuning.Preset.Workload;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/**
 * The calls of every trial: the same backlog for all, and the same live calls, which follow it in
 * event time. Their topics are a set for each number of partitions and purpose: a topic that is
 * recreated with another number of partitions would meet clients that remember the old one.
 */
final class TrialCalls implements AutoCloseable {
  private final Stack stack;
  private final Workload workload;
  private final CallSupply supply;
  private final UnaryOperator<byte[]> encoder;

  /** As each tier reads them. */
  private final Map<Tier, List<RawCall>> live = new EnumMap<>(Tier.class);

  private final Map<String, BenchTopics> sets = new LinkedHashMap<>();

  TrialCalls(Stack stack, Workload workload, CallSupply supply) {
    this.stack = stack;
    this.workload = workload;
    this.supply = supply;
    encoder = new CleanEncoder(stack.registryUrl(), MeasuredStack.TOPICS);
    List<RawCall> raw = new ArrayList<>();
    Iterator<RawCall> all = supply.calls(workload.backlogCalls() + workload.liveCalls());
    for (long passed = 0; passed < workload.backlogCalls(); passed++) {
      all.next();
    }
    all.forEachRemaining(raw::add);
    live.put(Tier.INGEST, raw);
    live.put(
        Tier.ANALYTICS,
        raw.stream().map(call -> new RawCall(call.key(), encoder.apply(call.value()))).toList());
  }

  Stack stack() {
    return stack;
  }

  Workload workload() {
    return workload;
  }

  static String prefix(Tier tier, String purpose, Configuration configuration) {
    return "%s-%s-%s".formatted(tier, purpose, configuration.level(Factor.PARTITIONS));
  }

  /** Creates the topics of a trial where they are not there, and puts the backlog there. */
  void prepare(Trial trial) {
    String backlog = prefix(trial.tier(), "backlog", trial.configuration());
    if (!sets.containsKey(backlog)) {
      System.err.println("backlog    " + backlog);
      int partitions = trial.configuration().number(Factor.PARTITIONS);
      create(prefix(trial.tier(), "live", trial.configuration()), partitions);
      Topics topics = Topics.withPrefix(backlog);
      create(backlog, partitions)
          .fill(
              supply.calls(workload.backlogCalls()),
              trial.tier() == Tier.INGEST
                  ? Map.of(topics.raw(), UnaryOperator.identity())
                  : Map.of(topics.clean(), encoder));
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

  BenchTopics topics(String prefix) {
    return sets.get(prefix);
  }

  /** Sends the live calls at the rate to a topic that the tier reads, in the order of time. */
  List<SteadySender.Sent> send(Tier tier, String topic, Runnable meanwhile) {
    Iterator<RawCall> next = live.get(tier).iterator();
    List<SteadySender.Sent> sent = Collections.synchronizedList(new ArrayList<>());
    try (SteadySender sender =
        new SteadySender(
            stack.bootstrap(),
            topic,
            workload.liveRate(),
            now -> next.hasNext() ? next.next() : null,
            sent::add)) {
      while (sender.isSending()) {
        meanwhile.run();
      }
    }
    return sent.stream().sorted(Comparator.comparingLong(SteadySender.Sent::sentMs)).toList();
  }

  @Override
  public void close() {
    sets.values().forEach(BenchTopics::close);
  }
}
