package org.sfcalls.benchmarks.latency;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.benchmarks.calls.GeneratedCalls;
import org.sfcalls.benchmarks.report.ProgramMemory;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.Topics;

/**
 * Runs the whole pipeline as {@code ./sfcalls up} does, sends calls of the present at a steady
 * rate, and reads the counts as anybody would. A call's time runs from the timestamp of its raw
 * record, taken right before it is given to the producer, until the last of the counts that include
 * it has been read, by the clock of the reader, which is the sender's.
 */
final class LatencyBench {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration NOTHING = Duration.ZERO;
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  /** How long the first count may take, and the last after the last call. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final LatencyBenchSettings settings;
  private final PrintStream status;
  private final Topics topics = Topics.withPrefix("calls");
  private final AwaitedCounts counts = new AwaitedCounts();

  /**
   * @param status takes lines that tell how far it is
   */
  LatencyBench(LatencyBenchSettings settings, PrintStream status) {
    this.settings = settings;
    this.status = status;
  }

  /**
   * The latencies and the memory at their end; nothing when it was stopped by a signal.
   *
   * @throws CommandFailure when a call is not counted, or counted twice
   * @throws org.sfcalls.sandbox.SandboxException when a program does not start, or dies
   */
  Optional<Measured> measure(Installation installation) {
    StackSettings servers =
        new StackSettings(settings.folder(), true, 0, 0, 0, settings.partitions());
    try (Stack stack = Stack.start(installation, servers, topics, status::println);
        KafkaConsumer<byte[], byte[]> consumer =
            TopicReader.consumer(
                KafkaConnection.to(stack.bootstrap()), IsolationLevel.READ_COMMITTED);
        AvroReader avro = new AvroReader(stack.registryUrl())) {
      try {
        List<TopicPartition> partitions =
            consumer.partitionsFor(topics.counts()).stream()
                .map(partition -> new TopicPartition(topics.counts(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        stack.startTiers();
        return Optional.of(measure(stack, consumer, avro));
      } catch (RuntimeException e) {
        // A program that died is the better reason. After Ctrl-C there is none to give: the signal
        // decides the exit code.
        stack.supervisor().pause(POLL);
        if (stack.supervisor().isStopping()) {
          return Optional.empty();
        }
        throw e;
      }
    }
  }

  private Measured measure(Stack stack, KafkaConsumer<byte[], byte[]> consumer, AvroReader avro) {
    long from;
    long to;
    Duration longest = PATIENCE.plus(settings.warmup()).plus(settings.measured()).plus(A_MINUTE);
    LiveCalls calls =
        new LiveCalls(
            new GeneratedCalls().calls(settings.rate() * longest.toSeconds()),
            settings.partitions(),
            Clock.systemUTC());
    try (CallSender sender =
        CallSender.start(stack.bootstrap(), topics.raw(), calls, counts, settings.rate())) {
      long patience = System.nanoTime() + PATIENCE.toNanos();
      while (!read(stack, consumer, avro)) {
        sender.requireHealth();
        if (System.nanoTime() > patience) {
          throw new CommandFailure(
              "after " + PATIENCE.toSeconds() + " s there is no count on " + topics.counts());
        }
      }
      from = System.currentTimeMillis() + settings.warmup().toMillis();
      to = from + settings.measured().toMillis();
      status.printf(
          Locale.US,
          "calls      %,d a second; %d s to warm up, then %d s that count%n",
          settings.rate(),
          settings.warmup().toSeconds(),
          settings.measured().toSeconds());
      while (System.currentTimeMillis() < to) {
        sender.requireHealth();
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
    Latencies latencies =
        Latencies.of(
            counts.calls().stream()
                .filter(call -> call.sentMs() >= from && call.sentMs() < to)
                .mapToLong(SentCall::latencyMs)
                .toArray());
    String moment =
        String.format(
            Locale.US, "after %,d calls, %,d a second", counts.calls().size(), settings.rate());
    return new Measured(
        latencies, ProgramMemory.of(moment, List.of(ProgramMemory.now(stack.supervisor()))));
  }

  /** Reads what counts there are, and tells whether there were any. */
  private boolean read(Stack stack, KafkaConsumer<byte[], byte[]> consumer, AvroReader avro) {
    // Learns of programs that died.
    stack.supervisor().pause(NOTHING);
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
