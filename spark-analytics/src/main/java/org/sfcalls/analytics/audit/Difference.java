package org.sfcalls.analytics.audit;

import java.time.Instant;
import org.sfcalls.schemas.CallGroup;

/**
 * A window whose total is not what the calls say.
 *
 * @param start first instant of the window
 * @param end first instant after it
 * @param expected calls that are in it, less those that came late
 * @param found the newest total on the topic; 0 where there is none
 */
record Difference(Instant start, Instant end, CallGroup group, long expected, long found) {}
