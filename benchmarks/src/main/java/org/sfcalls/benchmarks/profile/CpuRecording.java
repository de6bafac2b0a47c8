package org.sfcalls.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import one.profiler.AsyncProfiler;

/**
 * Samples the processor time of this JVM into a file that Java Flight Recorder's tools read.
 *
 * <p>By async-profiler, because the JDK's own sampler sees Java code only: not the compression,
 * which is native, the network calls, the collector and the compiler, together a good part of the
 * time here. It samples by timers of each thread's processor time, which need no right of the
 * kernel's.
 */
public final class CpuRecording {
  /** Between samples of a thread; a kernel with coarser ticks samples at these. */
  private static final String INTERVAL = "1ms";

  private final AsyncProfiler profiler;
  private final Path file;

  /**
   * Loads what it needs, so that {@link #start()} takes no time.
   *
   * @param file where the samples go; replaced if it exists
   * @throws IllegalStateException where there is no profiler for this system
   */
  public CpuRecording(Path file) throws IOException {
    this.file = file;
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      this.profiler = AsyncProfiler.getInstance();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      throw new IllegalStateException(
          "async-profiler can't be loaded here (Linux and macOS have it): " + e.getMessage(), e);
    }
  }

  /** Begins to sample. */
  public void start() throws IOException {
    profiler.execute("start,event=ctimer,interval=" + INTERVAL + ",jfr,file=" + file);
  }

  /** Ends it; the file is complete. */
  public void stop() throws IOException {
    profiler.execute("stop");
  }
}
