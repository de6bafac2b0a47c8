package org.sfcalls.ingest.preflight;

/**
 * Records of a partition that were deleted before they were read.
 *
 * @param upTo offset of the first record that is still there
 * @param records how many offsets the gap has; where a producer uses transactions, their ends are
 *     among them, so it may be somewhat more than there were records
 */
public record Deleted(long upTo, long records) {}
