package org.sfcalls.tools.replay;

/** How fast a replay sends. */
public sealed interface Pace {

  /** As fast as the broker takes it. */
  record Unlimited() implements Pace {}

  /**
   * As the calls came in, but faster.
   *
   * @param factor seconds of event time for each second by the clock on the wall, above 0
   */
  record EventTime(double factor) implements Pace {
    public EventTime {
      if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "--speed is " + factor + ", a number above 0 or 'max' is allowed");
      }
    }
  }

  /**
   * Evenly.
   *
   * @param callsPerSecond above 0
   */
  record Rate(double callsPerSecond) implements Pace {
    public Rate {
      if (!(callsPerSecond > 0 && callsPerSecond < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "--rate is " + callsPerSecond + ", a number of calls per second above 0 is allowed");
      }
    }
  }

  /**
   * The pace of {@code --speed}: {@code max}, or a factor such as {@code 600}.
   *
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  static Pace ofSpeed(String speed) {
    if (speed.equalsIgnoreCase("max")) {
      return new Unlimited();
    }
    try {
      return new EventTime(Double.parseDouble(speed));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--speed is '" + speed + "', a number above 0 or 'max' is allowed", e);
    }
  }
}
