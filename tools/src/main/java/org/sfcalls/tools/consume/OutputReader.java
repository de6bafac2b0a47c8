package org.sfcalls.tools.consume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Notices that the program behind a pipe, such as {@code head}, has ended. A writer learns of that
 * only when it writes, and a topic may have nothing new for hours. The JDK can't ask the system;
 * GNU's {@code tail} asks it all the time, and ends by SIGPIPE.
 *
 * <p>Where there is no such {@code tail}, only a write finds out.
 */
final class OutputReader implements AutoCloseable {
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

  /** Of a file's mode, as in {@code stat(2)}. */
  private static final int FILE_TYPE = 0170000;

  private static final int PIPE = 0010000;

  /** 128 and the number of SIGPIPE. */
  private static final int BROKEN_PIPE = 141;

  /** Null where nobody watches. */
  private final Process tail;

  private OutputReader(Process tail) {
    this.tail = tail;
  }

  /** That of this program's standard output. */
  static OutputReader ofStandardOutput() {
    try {
      if (!Files.exists(STANDARD_OUTPUT)
          || ((Integer) Files.getAttribute(STANDARD_OUTPUT, "unix:mode") & FILE_TYPE) != PIPE) {
        return new OutputReader(null);
      }
      // With this program's id it ends with it, so that the pipe does not stay open.
      String pid = Long.toString(ProcessHandle.current().pid());
      return new OutputReader(
          new ProcessBuilder("tail", "-f", "--pid=" + pid, "/dev/null")
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      // There is no tail.
      return new OutputReader(null);
    }
  }

  /** Whether it is known that nobody can read what is written. */
  boolean isGone() {
    return tail != null && !tail.isAlive() && tail.exitValue() == BROKEN_PIPE;
  }

  @Override
  public void close() {
    if (tail != null) {
      tail.destroy();
    }
  }
}
