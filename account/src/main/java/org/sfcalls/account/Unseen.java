package org.sfcalls.account;

/**
 * What a reader of the raw topic does not get.
 *
 * @param deleted offsets before the oldest record: records that were deleted, and ends of
 *     transactions among them
 * @param held offsets that an open transaction holds back: acknowledged records that nobody reads
 *     before it ends
 */
public record Unseen(long deleted, long held) {

  /** Everything is read. */
  public static final Unseen NOTHING = new Unseen(0, 0);
}
