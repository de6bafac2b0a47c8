package org.sfcalls.sandbox.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.sfcalls.access.PayloadText;
import org.sfcalls.sandbox.SandboxException;

/**
 * A running program. Its standard input is a pipe that the launcher holds open as long as it lives;
 * see {@link Tether}.
 */
public final class ChildProcess {
  private static final int LAST_LINES = 20;

  /** 128 and the number of SIGKILL. */
  private static final int KILLED = 137;

  /** Enough for the last lines of any log, and little to read. */
  private static final int LAST_BYTES = 32 * 1024;

  /** A step of a stack trace. */
  private static final Pattern TRACE = Pattern.compile("^\\s+(at .*\\)|\\.\\.\\. \\d+ more)$");

  private final Program program;
  private final Process process;

  /** Length of the log when it was started: what was there is about earlier starts. */
  private final long logStart;

  private ChildProcess(Program program, Process process, long logStart) {
    this.program = program;
    this.process = process;
    this.logStart = logStart;
  }

  /**
   * Starts the program.
   *
   * @throws SandboxException when it can't be started
   */
  static ChildProcess start(Program program) {
    ProcessBuilder builder =
        new ProcessBuilder(program.command()).directory(program.directory().toFile());
    if (program.result().isPresent()) {
      builder
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .redirectOutput(program.result().get().toFile());
    } else {
      builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()));
    }
    builder.environment().putAll(program.environment());
    try {
      Files.createDirectories(program.directory());
      Files.createDirectories(program.log().toAbsolutePath().getParent());
      long logStart = Files.exists(program.log()) ? Files.size(program.log()) : 0;
      return new ChildProcess(program, builder.start(), logStart);
    } catch (IOException e) {
      throw SandboxException.failed(
          "can't start " + program.name() + ": " + MachineFault.reason(e), e);
    }
  }

  /** The program's name. */
  public String name() {
    return program.name();
  }

  /** Where its output goes. */
  public Path log() {
    return program.log();
  }

  /** The operating system's number for it. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code; it must have ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** Whether it was ended from outside at once, and not by itself; it must have ended. */
  boolean wasKilled() {
    return exitCode() == KILLED;
  }

  /** CPU time that it has used so far; zero where the system does not tell. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Its exit code, once it has ended. */
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * Asks it to end (SIGTERM).
   *
   * @param atOnce kills it instead
   */
  void askToEnd(boolean atOnce) {
    // Not Process.destroy(): that also closes the pipe, and the tether would hurry the exit.
    if (atOnce) {
      process.toHandle().destroyForcibly();
    } else {
      process.toHandle().destroy();
    }
  }

  /** Waits for its end, and kills it when it has not ended after {@code patience}. */
  void awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it writes an archive of its classes when it ends. */
  boolean archives() {
    return program.archive().map(ClassArchive::isWritten).orElse(false);
  }

  /** Keeps the archive of its classes that it has written; it must have ended. */
  void keepArchive() {
    if (!process.isAlive() && process.exitValue() != KILLED) {
      program.archive().ifPresent(ClassArchive::keep);
    }
  }

  /**
   * What to say when it ended by itself: name, exit code, the last lines of its log without the
   * steps of stack traces, and at the end what the machine refused it, where that is the reason.
   */
  public String obituary() {
    String tail = tail();
    List<String> all =
        tail.lines().filter(line -> !TRACE.matcher(line).find()).map(PayloadText::of).toList();
    List<String> lines = all.subList(Math.max(0, all.size() - LAST_LINES), all.size());
    return name()
        + (wasKilled()
            ? " was killed (exit code 137, as by kill -9 or for want of memory); nothing that was"
                + " acknowledged is lost: start again with the same command"
            : " ended with exit code " + process.exitValue())
        + (lines.isEmpty()
            ? "; its log "
            : "; the last lines of its log:\n  | " + String.join("\n  | ", lines) + "\nThe log ")
        + (lines.isEmpty() ? log() + " is empty" : "is " + log())
        + MachineFault.in(name(), tail, program.directory())
            .map(fault -> "\nThe reason: " + fault)
            .orElse("");
  }

  private String tail() {
    try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
      long start = Math.max(Math.min(logStart, file.length()), file.length() - LAST_BYTES);
      byte[] tail = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(can't read the log: " + e.getMessage() + ")";
    }
  }
}
