package org.sfcalls.sandbox.run;

import java.time.Duration;
import java.util.Optional;

/**
 * Notices that nothing has moved for too long, and says which tier stands still: the first one, in
 * the order of the flow, that has work and does none.
 */
final class Stillness {

  /** CPU time within the limit that shows a replay at work: sorting a large file, say. */
  private static final Duration AT_WORK = Duration.ofSeconds(1);

  private final Duration limit;
  private final boolean paced;
  private Standing last;
  private Duration movedAt = Duration.ZERO;
  private Duration cpuThen = Duration.ZERO;

  /**
   * @param limit how long nothing may move
   * @param paced whether the replay waits between calls, so that its silence means nothing
   */
  Stillness(Duration limit, boolean paced) {
    this.limit = limit;
    this.paced = paced;
  }

  /**
   * Takes the standing at one moment.
   *
   * @param now time since any fixed moment, never less than before
   * @param replaying whether the replay still runs
   * @param replayCpu CPU time that it has used
   * @return name of the program that stands still, if one does
   */
  Optional<String> check(Duration now, Standing standing, boolean replaying, Duration replayCpu) {
    boolean waitsForReplay = replaying && standing.allIngested() && standing.allCounted();
    boolean moved =
        !standing.equals(last)
            || (waitsForReplay && (paced || replayCpu.minus(cpuThen).compareTo(AT_WORK) >= 0));
    if (moved) {
      last = standing;
      movedAt = now;
      cpuThen = replayCpu;
      return Optional.empty();
    }
    if (now.minus(movedAt).compareTo(limit) < 0) {
      return Optional.empty();
    }
    if (!standing.allIngested()) {
      return Optional.of("ingest");
    }
    return Optional.of(standing.allCounted() ? "replay" : "analytics");
  }
}
