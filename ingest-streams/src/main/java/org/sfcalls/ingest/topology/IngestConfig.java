package org.sfcalls.ingest.topology;

import java.util.Objects;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.ingest.encoding.CallSerialization;
import org.sfcalls.schemas.Topics;

/**
 * What the topology does.
 *
 * @param topics where it reads and writes
 * @param limits what is plausible for a call
 * @param repeats how long calls are remembered
 * @param serialization what turns calls into bytes
 */
public record IngestConfig(
    Topics topics, Limits limits, RepeatMemory repeats, CallSerialization serialization) {

  public IngestConfig {
    Objects.requireNonNull(topics);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(repeats);
    Objects.requireNonNull(serialization);
  }
}
