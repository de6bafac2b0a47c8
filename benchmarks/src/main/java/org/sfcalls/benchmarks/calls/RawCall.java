package org.sfcalls.benchmarks.calls;

/**
 * A record for the raw topic.
 *
 * @param key the {@code crime_id} in UTF-8
 */
public record RawCall(byte[] key, byte[] value) {}
