package org.sfcalls.account;

import java.time.Instant;
import org.sfcalls.schemas.CallGroup;

/**
 * A window's count of one group.
 *
 * @param start first instant of the window
 * @param end first instant after it
 * @param description the disposition in words; null where the radio-code table does not list it
 * @param count calls
 */
public record BusyWindow(
    Instant start, Instant end, CallGroup group, String description, long count) {}
