package org.sfcalls.benchmarks.jvm;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.Topics;

/**
 * A broker and a registry of a benchmark's own, on free ports.
 *
 * @param folder for data and logs; emptied first
 */
public record MeasuredStack(
    Installation installation, Path folder, int partitions, PrintStream status) {

  public static final Topics TOPICS = Topics.withPrefix("calls");

  private static final Duration A_MOMENT = Duration.ofMillis(200);

  public MeasuredStack(Installation installation, Path folder) {
    this(installation, folder, 4, System.err);
  }

  /** Starts it, measures, and ends it; nothing when a signal stopped it. */
  public <T> Optional<T> measure(Function<Stack, T> measurement) {
    return measure(status::println, measurement);
  }

  /** As {@link #measure(Function)}, with the lines that the stack prints. */
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
}
