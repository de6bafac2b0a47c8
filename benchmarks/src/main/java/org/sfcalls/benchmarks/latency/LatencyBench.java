package org.sfcalls.benchmarks.latency;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.calls.GeneratedCalls;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.BenchReport.Limit;
import org.sfcalls.benchmarks.report.ProgramMemory;
import org.sfcalls.benchmarks.report.Table;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench latency}: runs the whole pipeline as {@code ./sfcalls up} does, sends calls of the
 * present at a steady rate, and reads the counts as anybody would. A call's time runs from the
 * timestamp of its raw record, taken right before it is given to the producer, until the last of
 * the counts that include it has been read, by the clock of the reader, which is the sender's.
 */
@Command(
    name = "latency",
    description = {
      "Runs the whole pipeline, sends calls of the present at a steady rate, and measures of each"
          + " call how long it takes from the timestamp of its raw record until the counts that"
          + " include it have been read from calls.counts. The run ends without a figure if a call"
          + " is not counted, or counted twice.",
      ""
    },
    footer = {"  ./sfcalls bench latency", "  ./sfcalls bench latency --rate 5000 --seconds 120"})
public final class LatencyBench extends BenchCommand {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Topics TOPICS = MeasuredStack.TOPICS;

  @Option(names = "--rate", defaultValue = "1000", description = "Calls per second.")
  private int rate;

  @Option(names = "--seconds", defaultValue = "60", description = "How long calls count.")
  private int seconds;

  @Option(
      names = "--warmup-seconds",
      defaultValue = "240",
      description =
          "How long, from the first count on, calls are sent before they count; the JVM's compiler"
              + " needs minutes to be done with Spark's planner.")
  private int warmupSeconds;

  private final AwaitedCounts counts = new AwaitedCounts();

  @Override
  public Optional<BenchReport> measure() {
    between("--rate", rate, 1, 20_000);
    between("--seconds", seconds, 1, Long.MAX_VALUE);
    between("--warmup-seconds", warmupSeconds, 0, Long.MAX_VALUE);
    return stack().measure(this::measure);
  }

  private BenchReport report(Latencies latencies, ProgramMemory memory) {
    Map<String, Double> figures = latencies.figures();
    List<Limit> limits =
        List.of(
            new Limit("p50", "%.3f", figures.get("p50") / 1e3, 0.5),
            new Limit("p99", "%.3f", figures.get("p99") / 1e3, 1.5));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put(
        "calls",
        String.format(
            Locale.US,
            "%,d, %,d per second for %d s after %d s to warm up",
            latencies.count(),
            rate,
            seconds,
            warmupSeconds));
    facts.put(
        "time",
        "from the raw record's timestamp until the call's counts are read from calls.counts");
    facts.put("memory", memory.line());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("rate", rate);
    data.put("seconds", seconds);
    data.put("warmup_seconds", warmupSeconds);
    data.put("calls", latencies.count());
    data.put("latency_ms", figures);
    data.put("limits", limits);
    data.put("resident", memory);
    return BenchReport.of(
        List.of(
            Table.of(List.copyOf(figures.entrySet()))
                .text("latency", Map.Entry::getKey)
                .number("s", "%.3f", figure -> figure.getValue() / 1e3),
            Limit.table(limits)),
        facts,
        versions(),
        data);
  }

  private BenchReport measure(Stack stack) {
    try (KafkaConsumer<byte[], byte[]> consumer =
            BenchTopics.consumer(stack.bootstrap(), TOPICS.counts());
        AvroReader avro = new AvroReader(stack.registryUrl())) {
      stack.startTiers();
      return measure(stack, consumer, avro);
    }
  }

  private BenchReport measure(
      Stack stack, KafkaConsumer<byte[], byte[]> consumer, AvroReader avro) {
    long from;
    long to;
    LiveCalls calls =
        new LiveCalls(
            new GeneratedCalls()
                .calls(rate * (PATIENCE.toSeconds() + warmupSeconds + seconds + 60L)),
            MeasuredStack.PARTITIONS,
            Clock.systemUTC());
    try (SteadySender sender =
        new SteadySender(
            stack.bootstrap(),
            TOPICS.raw(),
            rate,
            now -> {
              LiveCalls.LiveCall call = calls.next();
              counts.sent(now, call.keys());
              return call.raw();
            },
            sent -> {})) {
      stack
          .supervisor()
          .await(
              "a count on " + TOPICS.counts(),
              PATIENCE,
              () -> sender.isSending() && read(stack, consumer, avro));
      from = System.currentTimeMillis() + warmupSeconds * 1000L;
      to = from + seconds * 1000L;
      System.err.printf(
          Locale.US,
          "calls      %,d per second; %d s to warm up, then %d s that count%n",
          rate,
          warmupSeconds,
          seconds);
      while (System.currentTimeMillis() < to) {
        sender.isSending();
        read(stack, consumer, avro);
      }
    }
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (counts.missing() > 0) {
      read(stack, consumer, avro);
      if (System.nanoTime() > patience) {
        throw new CommandFailure(
            "the run does not count: %d s after the last call, %d counts are still missing"
                .formatted(PATIENCE.toSeconds(), counts.missing()));
      }
    }
    double[] latencies =
        counts.calls().stream()
            .filter(call -> call.sentMs() >= from && call.sentMs() < to)
            .mapToDouble(AwaitedCounts.SentCall::latencyMs)
            .toArray();
    String moment =
        String.format(Locale.US, "after %,d calls, %,d per second", counts.calls().size(), rate);
    return report(
        new Latencies(latencies),
        ProgramMemory.of(moment, List.of(ProgramMemory.now(stack.supervisor()))));
  }

  private boolean read(Stack stack, KafkaConsumer<byte[], byte[]> consumer, AvroReader avro) {
    // Learns of programs that died.
    stack.supervisor().pause(Duration.ZERO);
    var records = consumer.poll(POLL);
    long now = System.currentTimeMillis();
    for (ConsumerRecord<byte[], byte[]> entry : records) {
      CallCountKey key = avro.key(entry.topic(), entry.key(), CallCountKey.class);
      counts.counted(
          new AwaitedCounts.Key(
              key.getWindowStart(), key.getOriginalCrimeTypeName(), key.getDisposition()),
          avro.value(entry.topic(), entry.value(), CallCount.class).getCount(),
          now);
    }
    return !records.isEmpty();
  }
}
