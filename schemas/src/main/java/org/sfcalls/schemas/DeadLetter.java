package org.sfcalls.schemas;

import java.util.List;

/**
 * Headers of a record on {@code calls.rejected}; a raw record keeps those that it came with beside
 * them. The names with {@code __streams.errors} are Kafka Streams' own (KIP-1034), so that tools
 * which know those read ours too. All values are UTF-8 text.
 *
 * <p>Of Kafka Streams' six names, two are never set: {@link #EXCEPTION} and {@link #STACKTRACE}. A
 * rejection is an outcome of validation and no exception is thrown; a made-up class would tell
 * every reader of those headers that the program had failed.
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

  /** Class of the exception; never set by us, and taken off a record that came with it. */
  public static final String EXCEPTION = "__streams.errors.exception";

  /** Stack trace of the exception; never set by us, and taken off a record that came with it. */
  public static final String STACKTRACE = "__streams.errors.stacktrace";

  /** Reason code of the first fault. */
  public static final String REASON = "sfcalls.reason";

  /** Field of the first fault; absent where the fault is in no single field. */
  public static final String FIELD = "sfcalls.field";

  /** Codes of every fault, as {@link FaultCode#format} writes them. */
  public static final String FAULTS = "sfcalls.faults";

  /**
   * How often the record was sent back to {@code calls.raw}, in decimal; absent for never. Unlike
   * the others it belongs to the record and not to one rejection: the raw record that was sent back
   * has it, and the dead letter that may come of it keeps it. A clean call has none.
   */
  public static final String ATTEMPT = "sfcalls.attempt";

  /**
   * Those that tell of one rejection, so that a record which was rejected before and comes again
   * must lose them; all but {@link #ATTEMPT}.
   */
  public static final List<String> HEADERS =
      List.of(TOPIC, PARTITION, OFFSET, MESSAGE, EXCEPTION, STACKTRACE, REASON, FIELD, FAULTS);

  private DeadLetter() {}
}
