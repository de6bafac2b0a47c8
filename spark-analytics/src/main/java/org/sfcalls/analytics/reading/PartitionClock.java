package org.sfcalls.analytics.reading;

import java.time.Duration;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;

/**
 * The event-time clock of one partition: what its watermark follows.
 *
 * <p>It shows the newest event time, but a few calls with a wrong date do not move it: it advances
 * by more than {@link #FAR} only when {@link #CONFIRMING_CALLS} calls in succession are that far
 * ahead, and then only to the oldest of them. A call near the clock starts the succession over; one
 * far behind it is of no account. After a gap in the data the clock therefore follows after that
 * many calls. Calls are counted whatever the clock shows.
 */
final class PartitionClock {

  /** Far more than the city is ever without a call in one of a few partitions. */
  static final Duration FAR = Duration.ofHours(3);

  static final int CONFIRMING_CALLS = 20;

  private static final long FAR_MS = FAR.toMillis();

  private long nowMs;
  private long newestMs;
  private long calls;
  private int ahead;
  private long oldestAheadMs;

  /**
   * @param before what was seen of the partition until now
   */
  PartitionClock(Seen before) {
    nowMs = before.clockMs();
    newestMs = before.newestMs();
    ahead = before.ahead();
    oldestAheadMs = before.oldestAheadMs();
  }

  /**
   * Lets a call move the clock.
   *
   * @param eventTimeMs when the call was, epoch milliseconds
   * @return the newest time that the call may stand for, epoch milliseconds: its own or the clock's
   */
  long see(long eventTimeMs) {
    calls++;
    newestMs = Math.max(newestMs, eventTimeMs);
    if (nowMs == Seen.NEVER_MS) {
      nowMs = eventTimeMs;
    } else if (eventTimeMs - nowMs > FAR_MS) {
      oldestAheadMs = ahead == 0 ? eventTimeMs : Math.min(oldestAheadMs, eventTimeMs);
      if (++ahead == CONFIRMING_CALLS) {
        nowMs = oldestAheadMs;
        ahead = 0;
      }
    } else if (nowMs - eventTimeMs <= FAR_MS) {
      nowMs = Math.max(nowMs, eventTimeMs);
      ahead = 0;
    }
    return Math.min(eventTimeMs, nowMs);
  }

  /** What was seen of the partition; the calls are those since this was last asked. */
  Seen report() {
    Seen seen = new Seen(nowMs, newestMs, calls, ahead, oldestAheadMs);
    calls = 0;
    return seen;
  }
}
