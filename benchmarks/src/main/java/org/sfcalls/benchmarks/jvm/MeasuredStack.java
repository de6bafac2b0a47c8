package org.sfcalls.benchmarks.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.Utils;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.Topics;

/**
 * A broker and a registry of a benchmark's own, on free ports.
 *
 * @param folder for data and logs; emptied first
 */
public record MeasuredStack(Installation installation, Path folder, int partitions) {
  public static final Topics TOPICS = Topics.withPrefix("calls");

  /** Of the topics that carry calls or counts, where a benchmark does not vary them. */
  public static final int PARTITIONS = 4;

  private static final Duration A_MOMENT = Duration.ofMillis(200);

  /** Starts it, measures, and ends it; nothing when a signal stopped it. */
  public <T> Optional<T> measure(Function<Stack, T> measurement) {
    return measure(System.err::println, measurement);
  }

  public <T> Optional<T> measure(Consumer<String> lines, Function<Stack, T> measurement) {
    StackSettings servers = new StackSettings(folder, true, 0, 0, 0, partitions);
    try (Stack stack = Stack.start(installation, servers, TOPICS, lines)) {
      try {
        return Optional.of(measurement.apply(stack));
      } catch (RuntimeException e) {
        // A program that died is the better reason. After Ctrl-C there is none to give: the signal
        // decides the exit code.
        stack.supervisor().pause(A_MOMENT);
        if (stack.supervisor().isStopping()) {
          return Optional.empty();
        }
        throw e;
      }
    }
  }

  public static List<String> versions(Installation installation) {
    return List.of(
        "Kafka broker " + installation.kafkaVersion(),
        "Kafka clients and Kafka Streams " + AppInfoParser.getVersion(),
        "Apicurio Registry " + installation.registryVersion(),
        "Spark " + installation.sparkVersion());
  }

  public static void delete(Path folder) {
    try {
      Utils.delete(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + folder, e);
    }
  }
}
