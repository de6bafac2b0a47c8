package org.sfcalls.calls.validation;

import java.util.Objects;

/**
 * One thing that is wrong with a raw record.
 *
 * @param reason its code
 * @param field the field at fault, by its name in the export; null where it is the record as a
 *     whole
 * @param message what is wrong and what is allowed, in words
 */
public record Fault(Reason reason, String field, String message) {
  public Fault {
    Objects.requireNonNull(reason);
    Objects.requireNonNull(message);
  }
}
