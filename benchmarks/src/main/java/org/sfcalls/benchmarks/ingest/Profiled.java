package org.sfcalls.benchmarks.ingest;

import java.nio.file.Path;
import org.sfcalls.benchmarks.profile.Profile;
import org.sfcalls.benchmarks.profile.Work;

/**
 * What the profiled run of an application came to.
 *
 * @param calls of the run
 * @param run its time and processor time
 * @param recording the samples, for Java Flight Recorder's tools
 * @param profile the samples by kind of work
 */
record Profiled(
    Variant variant, Mode mode, long calls, Measured run, Path recording, Profile profile) {

  /** Processor time a call that went into a kind of work, microseconds. */
  double cpuMicros(Work work) {
    return run.cpuMicros(calls) * profile.share(work);
  }
}
