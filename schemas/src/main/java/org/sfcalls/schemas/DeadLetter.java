package org.sfcalls.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What the headers of a dead letter say, and the names of these headers. Headers are open to every
 * producer, so nothing in them is taken for granted: what is missing is {@value #NONE} where it is
 * a topic or a reason, and an empty string otherwise.
 *
 * <p>Headers of a record on {@code calls.rejected}; a raw record keeps those that it came with
 * beside them. The names with {@code __streams.errors} are Kafka Streams' own (KIP-1034), so that
 * tools which know those read ours too. All values are UTF-8 text.
 *
 * <p>Of Kafka Streams' six names, two are never set: {@link #EXCEPTION} and {@link #STACKTRACE}. A
 * rejection is an outcome of validation and no exception is thrown; a made-up class would tell
 * every reader of those headers that the program had failed.
 *
 * @param topic topic that the record was read from
 * @param place partition and offset there, as {@code partition:offset}; not checked
 * @param reason code of the first fault, by which the ledger counts the record too
 * @param field field of the first fault
 * @param faults codes of every fault, the first of them first
 * @param message every fault in words
 * @param attempt how often the record was sent back to the raw topic
 */
public record DeadLetter(
    String topic,
    String place,
    String reason,
    String field,
    List<FaultCode> faults,
    String message,
    int attempt) {

  /** A topic or a reason that the headers do not name. */
  public static final String NONE = "(none)";

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

  public DeadLetter {
    faults = List.copyOf(faults);
  }

  /** What these headers say. */
  public static DeadLetter of(Headers headers) {
    return of(
        name -> {
          Header header = headers.lastHeader(name);
          return header == null ? null : header.value();
        });
  }

  /**
   * What these headers say.
   *
   * @param header value of the newest header of a name; null where there is none
   */
  public static DeadLetter of(Function<String, byte[]> header) {
    List<FaultCode> faults = FaultCode.parse(text(header, FAULTS));
    String reason = text(header, REASON);
    String field = text(header, FIELD);
    if (faults.isEmpty()) {
      faults = FaultCode.parse(reason + ":" + field);
    }
    if (reason.isEmpty() && !faults.isEmpty()) {
      reason = faults.get(0).reason();
    }
    String topic = text(header, TOPIC);
    String attempt = text(header, ATTEMPT);
    return new DeadLetter(
        topic.isEmpty() ? NONE : topic,
        text(header, PARTITION) + ":" + text(header, OFFSET),
        reason.isEmpty() ? NONE : reason,
        field,
        faults,
        text(header, MESSAGE),
        attempt.matches("\\d{1,9}") ? Integer.parseInt(attempt) : 0);
  }

  private static String text(Function<String, byte[]> header, String name) {
    byte[] value = header.apply(name);
    return value == null ? "" : new String(value, UTF_8);
  }
}
