package org.sfcalls.ingest.topology;

import java.time.Duration;
import java.util.Objects;
import org.sfcalls.ingest.validation.Limits;
import org.sfcalls.schemas.Topics;

/**
 * What the topology does.
 *
 * @param topics where it reads and writes
 * @param limits what is plausible for a call
 * @param repeatRetention how far back, by event time, a call is recognised when it comes again
 */
public record IngestConfig(Topics topics, Limits limits, Duration repeatRetention) {

  /** Seven days. */
  public static final Duration DEFAULT_REPEAT_RETENTION = Duration.ofDays(7);

  public IngestConfig {
    Objects.requireNonNull(topics);
    Objects.requireNonNull(limits);
    if (repeatRetention.isNegative() || repeatRetention.isZero()) {
      throw new IllegalArgumentException(
          "repeat retention is " + repeatRetention + ", more than nothing is needed");
    }
  }
}
