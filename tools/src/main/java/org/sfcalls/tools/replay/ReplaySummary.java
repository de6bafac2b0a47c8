package org.sfcalls.tools.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.util.Locale;

/**
 * What a replay did.
 *
 * @param calls calls that the broker acknowledged
 * @param seconds from the first call sent to the last acknowledged
 * @param firstEventTime earliest event time sent, on San Francisco's clocks; null when none had one
 * @param lastEventTime latest event time sent
 * @param stopped whether the user ended it before all calls were sent
 */
record ReplaySummary(
    long calls,
    double seconds,
    LocalDateTime firstEventTime,
    LocalDateTime lastEventTime,
    boolean stopped) {

  double callsPerSecond() {
    return seconds > 0 ? calls / seconds : 0;
  }

  /** One line for people. */
  String text() {
    String times =
        firstEventTime == null ? "" : ", event time " + firstEventTime + " to " + lastEventTime;
    return String.format(
        Locale.ROOT,
        "%s%d calls sent in %.1f s (%.0f calls/s)%s",
        stopped ? "stopped: " : "",
        calls,
        seconds,
        callsPerSecond(),
        times);
  }

  /** One JSON object for programs. */
  String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("calls", calls);
    json.put("seconds", Math.round(seconds * 1000) / 1000.0);
    json.put("callsPerSecond", Math.round(callsPerSecond()));
    json.put("firstEventTime", firstEventTime == null ? null : firstEventTime.toString());
    json.put("lastEventTime", lastEventTime == null ? null : lastEventTime.toString());
    json.put("stopped", stopped);
    return json.toString();
  }
}
