package org.sfcalls.account;

import java.time.Instant;

/**
 * A window's count of one type and disposition.
 *
 * @param start first instant of the window
 * @param end first instant after it
 * @param type call type
 * @param disposition how the calls ended
 * @param description the disposition in words; null where the radio-code table does not list it
 * @param count calls
 */
public record BusyWindow(
    Instant start, Instant end, String type, String disposition, String description, long count) {}
