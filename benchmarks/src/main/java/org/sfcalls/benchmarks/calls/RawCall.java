package org.sfcalls.benchmarks.calls;

/** A record for the raw topic. */
public record RawCall(byte[] key, byte[] value) {}
