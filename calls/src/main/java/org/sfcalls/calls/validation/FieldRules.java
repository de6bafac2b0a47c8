package org.sfcalls.calls.validation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.sfcalls.calls.validation.CallField.Presence;

/**
 * Which fields the records of a source must have.
 *
 * @param absent fields that a record need not have
 */
public record FieldRules(Set<CallField> absent) {

  /** The retired export: every record has all fields. */
  public static final FieldRules EXPORT = new FieldRules(Set.of());

  /**
   * @throws IllegalArgumentException when a call can't be without one of the fields
   */
  public FieldRules {
    EnumSet<CallField> copy = EnumSet.noneOf(CallField.class);
    copy.addAll(absent);
    for (CallField field : copy) {
      if (field.presence() == Presence.REQUIRED) {
        throw new IllegalArgumentException(
            field.jsonName() + " can't be absent: every call needs it");
      }
    }
    absent = Collections.unmodifiableSet(copy);
  }

  /** What holds for the field in this source. */
  public Presence of(CallField field) {
    return absent.contains(field) ? Presence.MAY_BE_ABSENT : field.presence();
  }
}
