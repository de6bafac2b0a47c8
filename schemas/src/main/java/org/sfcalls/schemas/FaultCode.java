package org.sfcalls.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One fault of a dead letter for programs: its reason and its field.
 *
 * @param reason reason code, such as {@code BAD_DATE}
 * @param field the field at fault; null where the fault is in no single field
 */
public record FaultCode(String reason, String field) {

  /**
   * @throws IllegalArgumentException when a part is empty or holds a character that separates
   */
  public FaultCode {
    Objects.requireNonNull(reason);
    if (reason.isEmpty() || reason.contains(",") || reason.contains(":")) {
      throw new IllegalArgumentException(
          "a reason code is '" + reason + "', something without , and : is needed");
    }
    if (field != null && (field.isEmpty() || field.contains(","))) {
      throw new IllegalArgumentException(
          "a fault's field is '" + field + "', something without , is needed");
    }
  }

  /** {@code REASON:field}, or {@code REASON} without a field. */
  @Override
  public String toString() {
    return field == null ? reason : reason + ":" + field;
  }

  /** The value of {@link DeadLetter#FAULTS}: {@code REASON:field,REASON}, in the faults' order. */
  public static String format(List<FaultCode> faults) {
    return faults.stream().map(FaultCode::toString).collect(Collectors.joining(","));
  }

  /**
   * What {@link #format} wrote. Headers are open to every producer, so nothing is refused: what has
   * no reason is passed over.
   */
  public static List<FaultCode> parse(String header) {
    return Arrays.stream(header.split(","))
        .map(fault -> fault.split(":", 2))
        .filter(parts -> !parts[0].isEmpty())
        .map(
            parts ->
                new FaultCode(parts[0], parts.length == 1 || parts[1].isEmpty() ? null : parts[1]))
        .toList();
  }
}
