package org.sfcalls.benchmarks.startup;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.benchmarks.calls.GeneratedCalls;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.benchmarks.report.ProgramMemory;
import org.sfcalls.sandbox.process.Port;
import org.sfcalls.sandbox.stack.DataFolder;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.replay.RawProducer;

/**
 * Starts the stack as {@code ./sfcalls up} does, in an empty folder, and sends one call as soon as
 * there are topics. The stack looks every 50 ms whether a program answers.
 */
final class StartupBench {
  private static final int PARTITIONS = 4;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  /** How long the first count may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final StartupBenchSettings settings;
  private final Duration rest;
  private final PrintStream status;
  private final Topics topics = Topics.withPrefix("calls");

  /**
   * @param rest after the last stage, before memory is looked at
   * @param status takes lines that tell how far it is
   */
  StartupBench(StartupBenchSettings settings, Duration rest, PrintStream status) {
    this.settings = settings;
    this.rest = rest;
    this.status = status;
  }

  /**
   * The starts; none when it was stopped by a signal.
   *
   * @throws CommandFailure when the call is not counted
   * @throws org.sfcalls.sandbox.SandboxException when a program does not start, or dies
   */
  List<Start> measure(Installation installation) {
    List<Start> starts = new ArrayList<>();
    while (starts.size() < settings.runs()) {
      status.printf("start %d/%d%n", starts.size() + 1, settings.runs());
      // What was there is not deleted on the clock.
      DataFolder.open(settings.folder(), true).close();
      StackSettings servers = new StackSettings(settings.folder(), true, 0, 0, 0, PARTITIONS);
      int dashboardPort = Port.settle(List.of(new Port("dashboard", "-", 0))).get(0).number();
      Clock clock = new Clock(status);
      try (Stack stack = Stack.start(installation, servers, topics, clock::told)) {
        try {
          starts.add(start(stack, dashboardPort, clock));
        } catch (RuntimeException e) {
          // A program that died is the better reason. After Ctrl-C there is none to give: the
          // signal decides the exit code.
          stack.supervisor().pause(A_MOMENT);
          if (stack.supervisor().isStopping()) {
            return List.of();
          }
          throw e;
        }
      }
    }
    return starts;
  }

  private Start start(Stack stack, int dashboardPort, Clock clock) {
    // Meanwhile the stack goes on as it does without a benchmark.
    CompletableFuture<Void> count =
        CompletableFuture.runAsync(
            () -> {
              sendOneCall(stack);
              awaitCount(stack);
              clock.reached(Stage.COUNT);
            });
    stack.startTiers();
    stack.startDashboard(dashboardPort);
    try {
      count.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    stack.supervisor().pause(rest);
    return new Start(clock.stages(), ProgramMemory.now(stack.supervisor()));
  }

  private void sendOneCall(Stack stack) {
    RawCall call = new GeneratedCalls().calls(1).next();
    try (Producer<byte[], byte[]> producer =
        RawProducer.connect(KafkaConnection.to(stack.bootstrap()))) {
      producer.send(new ProducerRecord<>(topics.raw(), call.key(), call.value())).get();
    } catch (ExecutionException e) {
      throw new CommandFailure(
          "can't send a call to " + topics.raw() + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted; nothing is left to do", e);
    }
  }

  private void awaitCount(Stack stack) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        TopicReader.consumer(
            KafkaConnection.to(stack.bootstrap()), IsolationLevel.READ_COMMITTED)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topics.counts()).stream()
              .map(partition -> new TopicPartition(topics.counts(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long patience = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.poll(POLL).isEmpty()) {
        // Learns of programs that died.
        stack.supervisor().pause(Duration.ZERO);
        if (System.nanoTime() > patience) {
          throw new CommandFailure(
              "after " + PATIENCE.toSeconds() + " s there is no count on " + topics.counts());
        }
      }
    }
  }

  /** Notes when a stage is reached; it runs from its making on. */
  private static final class Clock {
    private final long begin = System.nanoTime();
    private final Map<Stage, Long> stages = new EnumMap<>(Stage.class);
    private final PrintStream status;

    Clock(PrintStream status) {
      this.status = status;
    }

    void told(String line) {
      status.println(line);
      Stage.toldBy(line).ifPresent(this::reached);
    }

    synchronized void reached(Stage stage) {
      long nanos = System.nanoTime() - begin;
      stages.put(stage, nanos);
      status.printf(Locale.US, "%6.2f s   %s%n", nanos / 1e9, stage);
    }

    synchronized Map<Stage, Long> stages() {
      return new EnumMap<>(stages);
    }
  }
}
