package org.sfcalls.tools.replay;

import java.nio.file.Path;
import java.util.Objects;
import org.sfcalls.calls.reading.CallFile;
import org.sfcalls.tools.generate.GeneratorConfig;

/**
 * What a replay sends, where, and how fast.
 *
 * @param topic topic that the calls go to
 * @param input where the calls come from
 * @param pace how fast they are sent
 */
public record ReplayConfig(String topic, Input input, Pace pace) {

  /** Where calls come from. */
  public sealed interface Input {}

  /**
   * Calls of a file as they stand there.
   *
   * @param file the file
   */
  public record AsIs(CallFile file) implements Input {}

  /**
   * Calls of a file, oldest first.
   *
   * @param file the file
   * @param memoryBytes calls held in memory while sorting, in bytes
   * @param temporary folder for what the memory does not hold
   */
  public record Sorted(CallFile file, long memoryBytes, Path temporary) implements Input {
    private static final long MEGABYTE = 1L << 20;

    public Sorted {
      long most = Runtime.getRuntime().maxMemory() / 2;
      if (memoryBytes < MEGABYTE || memoryBytes > most) {
        throw new IllegalArgumentException(
            "--sort-memory is %d MB, 1 to %d (half of the program's heap) are allowed"
                .formatted(memoryBytes / MEGABYTE, most / MEGABYTE));
      }
    }
  }

  /**
   * Calls that are made up.
   *
   * @param calls what to make
   */
  public record Generated(GeneratorConfig calls) implements Input {}

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public ReplayConfig {
    Objects.requireNonNull(input);
    Objects.requireNonNull(pace);
    if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
      throw new IllegalArgumentException(
          "--topic is '" + topic + "', 1 to 249 letters, digits, dots, _ and - are allowed");
    }
  }
}
