package org.sfcalls.benchmarks.tuning;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.latency.Latencies;
import org.sfcalls.benchmarks.latency.SteadySender;
import org.sfcalls.benchmarks.throughput.Measured;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.benchmarks.tuning.Preset.Workload;
import org.sfcalls.schemas.Topics;

/**
 * Trials of ingest, exactly once, in one JVM for all.
 *
 * <p>A trial drains a backlog, then takes live calls. Latency runs from the time at which a raw
 * call is given to the producer until a reader of committed records has the clean one.
 */
final class IngestTrials extends TierTrials {
  private static final Duration POLL = Duration.ofMillis(20);
  private int applications;

  IngestTrials(TrialCalls calls, WarmJvm jvm) {
    super(calls, jvm);
  }

  @Override
  protected void backlog(Configuration configuration, Map<Measure, Double> figures) {
    String prefix = TrialCalls.prefix(Tier.INGEST, "backlog", configuration);
    BenchTopics set = calls.topics(prefix);
    String id = nextId();
    Measured run = Measured.of(jvm.order(order("drain", id, prefix, configuration)));
    set.requireAllCallsOnce();
    figures.put(Measure.THROUGHPUT, run.rate(workload.backlogCalls()));
    figures.put(Measure.CPU, run.cpuMicros(workload.backlogCalls()));
    figures.put(
        Measure.STORED,
        (double) set.storedBytes(Topics.withPrefix(prefix).clean()) / workload.backlogCalls());
    set.forget(id);
  }

  @Override
  protected boolean live(Configuration configuration, Map<Measure, Double> figures) {
    String prefix = TrialCalls.prefix(Tier.INGEST, "live", configuration);
    String id = nextId();
    Topics names = Topics.withPrefix(prefix);
    Map<ByteBuffer, Long> arrivals = new HashMap<>();
    List<SteadySender.Sent> sent;
    jvm.order(order("start", id, prefix, configuration));
    try (KafkaConsumer<byte[], byte[]> consumer =
        BenchTopics.consumer(stack.bootstrap(), names.clean())) {
      sent = calls.send(Tier.INGEST, names.raw(), () -> read(consumer, arrivals));
      long end = System.nanoTime() + Workload.CATCH_UP.toNanos();
      while (arrivals.size() < sent.size() && System.nanoTime() < end) {
        read(consumer, arrivals);
      }
    }
    long now = System.currentTimeMillis();
    jvm.order("stop");
    Latencies latencies =
        new Latencies(
            sent.subList(workload.uncounted(), sent.size()).stream()
                .mapToDouble(
                    call ->
                        arrivals.getOrDefault(ByteBuffer.wrap(call.call().key()), now)
                            - call.sentMs())
                .toArray());
    put(figures, Measure.LATENCY_P50, Measure.LATENCY_P99, latencies);
    BenchTopics set = calls.topics(prefix);
    set.forget(id);
    set.empty();
    return arrivals.size() == sent.size();
  }

  private void read(KafkaConsumer<byte[], byte[]> consumer, Map<ByteBuffer, Long> arrivals) {
    // Learns of programs that died.
    stack.supervisor().pause(Duration.ZERO);
    var records = consumer.poll(POLL);
    long now = System.currentTimeMillis();
    for (ConsumerRecord<byte[], byte[]> call : records) {
      arrivals.putIfAbsent(ByteBuffer.wrap(call.key()), now);
    }
  }

  private String nextId() {
    return "tune-" + ++applications;
  }

  private String order(String what, String id, String prefix, Configuration configuration) {
    return String.join(
        " ",
        what,
        Long.toString(workload.backlogCalls()),
        id,
        prefix,
        configuration.level(Factor.THREADS),
        configuration.level(Factor.BATCH_SIZE),
        configuration.level(Factor.LINGER),
        configuration.level(Factor.COMPRESSION));
  }
}
