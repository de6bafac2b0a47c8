package org.sfcalls.tools.replay;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.sfcalls.calls.validation.CallTime;
import org.sfcalls.tools.command.StopSignal;

/** Holds each call back until its turn. */
final class Pacer {

  /** What passes while calls wait; real time, or a test's. */
  interface Time {

    /** Nanoseconds since some moment. */
    long nanos();

    /** Returns after {@code nanos} nanoseconds, or earlier when the replay is to end. */
    void sleep(long nanos);

    /** Real time, in which {@code stop} ends every sleep. */
    static Time real(StopSignal stop) {
      return new Time() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) {
          stop.sleep(nanos);
        }
      };
    }
  }

  /** Shorter waits are not worth a call to the system. */
  private static final long SHORTEST_SLEEP_NANOS = 500_000;

  private final Pace pace;
  private final Time time;
  private boolean started;
  private long startNanos;
  private long calls;
  private long firstEventMillis = RawCall.NO_TIME;

  Pacer(Pace pace, Time time) {
    this.pace = pace;
    this.time = time;
  }

  /** Returns when {@code call} may be sent. */
  void awaitTurn(RawCall call) {
    if (pace instanceof Pace.Unlimited) {
      return;
    }
    if (!started) {
      started = true;
      startNanos = time.nanos();
    }
    double due = startNanos + nanosAfterStart(call);
    calls++;
    double wait = due - time.nanos();
    if (wait >= SHORTEST_SLEEP_NANOS) {
      time.sleep((long) wait);
    }
  }

  private double nanosAfterStart(RawCall call) {
    if (pace instanceof Pace.Rate rate) {
      return calls * 1e9 / rate.callsPerSecond();
    }
    if (call.time() == RawCall.NO_TIME) {
      return 0;
    }
    long eventMillis = instantMillis(call.time());
    if (firstEventMillis == RawCall.NO_TIME) {
      firstEventMillis = eventMillis;
    }
    double factor = ((Pace.EventTime) pace).factor();
    return Math.max(0, eventMillis - firstEventMillis) * 1e6 / factor;
  }

  /** Event time as it really passed, without the hours that the clocks skip and repeat. */
  private static long instantMillis(long wallClockMillis) {
    LocalDateTime wallClock = RawCall.wallClock(wallClockMillis);
    try {
      return CallTime.instant(wallClock).toEpochMilli();
    } catch (DateTimeException skippedHour) {
      // The call will be rejected, but it has its place: when the clocks were put forward.
      ZoneOffset before = CallTime.ZONE.getRules().getTransition(wallClock).getOffsetBefore();
      return wallClock.toInstant(before).toEpochMilli();
    }
  }
}
