package org.sfcalls.schemas;

import java.util.List;

/**
 * Headers of a record on {@code calls.rejected}; a raw record keeps those that it came with beside
 * them. The names with {@code __streams.errors} are Kafka Streams' own (KIP-1034), so that tools
 * which know those read ours too. All values are UTF-8 text.
 */
public final class DeadLetter {
  /** Topic that the record was read from. */
  public static final String TOPIC = "__streams.errors.topic";

  /** Partition that the record was read from, in decimal. */
  public static final String PARTITION = "__streams.errors.partition";

  /** Offset that the record was read from, in decimal. */
  public static final String OFFSET = "__streams.errors.offset";

  /** What is wrong, in words: every fault, separated by semicolons. */
  public static final String MESSAGE = "__streams.errors.message";

  /** Reason code of the first fault. */
  public static final String REASON = "sfcalls.reason";

  /** Field of the first fault; absent where the fault is in no single field. */
  public static final String FIELD = "sfcalls.field";

  /** All of them. */
  public static final List<String> HEADERS =
      List.of(TOPIC, PARTITION, OFFSET, MESSAGE, REASON, FIELD);

  private DeadLetter() {}
}
