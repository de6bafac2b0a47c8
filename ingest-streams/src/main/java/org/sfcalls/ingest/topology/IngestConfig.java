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
 * @param maxGroups most different pairs of type and disposition per partition and day of event time
 * @param serialization what turns calls into bytes
 */
public record IngestConfig(
    Topics topics,
    Limits limits,
    RepeatMemory repeats,
    int maxGroups,
    CallSerialization serialization) {

  /** Over a thousand times what San Francisco has, and what the analytics job was measured with. */
  public static final int MAX_GROUPS = 250_000;

  /** With {@link #MAX_GROUPS}. */
  public IngestConfig(
      Topics topics, Limits limits, RepeatMemory repeats, CallSerialization serialization) {
    this(topics, limits, repeats, MAX_GROUPS, serialization);
  }

  /**
   * @throws IllegalArgumentException when a number is out of range
   */
  public IngestConfig {
    if (maxGroups < 1) {
      throw new IllegalArgumentException("--max-groups is " + maxGroups + ", at least 1 is needed");
    }
    Objects.requireNonNull(topics);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(repeats);
    Objects.requireNonNull(serialization);
  }
}
