package org.sfcalls.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * The samples of a recording by kind of work.
 *
 * @param samples of each kind that was seen
 */
public record Profile(Map<Work, Long> samples) {
  private static final String SAMPLE = "jdk.ExecutionSample";

  /** Copies. */
  public Profile {
    samples = Map.copyOf(samples);
  }

  /**
   * Reads a recording of {@link CpuRecording}.
   *
   * @throws IOException when the file is none, or can't be read
   */
  public static Profile read(Path recording) throws IOException {
    Map<Work, Long> samples = new EnumMap<>(Work.class);
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals(SAMPLE)) {
          samples.merge(workOf(event), 1L, Long::sum);
        }
      }
    }
    return new Profile(samples);
  }

  private static Work workOf(RecordedEvent sample) {
    RecordedThread thread = sample.getThread("sampledThread");
    List<Work.Frame> stack =
        sample.getStackTrace() == null
            ? List.of()
            : sample.getStackTrace().getFrames().stream().map(Profile::frame).toList();
    return Work.of(thread.getOSName(), stack);
  }

  private static Work.Frame frame(RecordedFrame frame) {
    return new Work.Frame(frame.getMethod().getType().getName(), frame.getMethod().getName());
  }

  /** All samples. */
  public long total() {
    return samples.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The part of all samples that a kind of work has, 0 to 1; 0 when there are none at all. */
  public double share(Work work) {
    return total() == 0 ? 0 : (double) samples.getOrDefault(work, 0L) / total();
  }
}
