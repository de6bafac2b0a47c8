package org.sfcalls.calls.validation;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.sfcalls.schemas.PoliceCall;

/** What a raw record turned out to be. */
public sealed interface Validation {

  /**
   * A call.
   *
   * @param unknownFields names of fields that the export does not have, in the record's order, for
   *     telling that the export has changed: the first {@link #MAX_UNKNOWN_FIELDS}, each cut to
   *     {@link #MAX_NAME_LENGTH} characters, so that no record makes much of them
   */
  record Valid(PoliceCall call, Set<String> unknownFields) implements Validation {

    /** How many names of unknown fields are told of one record. */
    public static final int MAX_UNKNOWN_FIELDS = 16;

    /** How many characters of an unknown field's name are told. */
    public static final int MAX_NAME_LENGTH = 64;

    public Valid {
      Objects.requireNonNull(call);
      unknownFields =
          unknownFields.isEmpty()
              ? Set.of()
              : Collections.unmodifiableSet(new LinkedHashSet<>(unknownFields));
    }
  }

  /** Not a call; at least one fault, in the order of the checks and of the export's fields. */
  record Rejected(List<Fault> faults) implements Validation {
    public Rejected {
      faults = List.copyOf(faults);
      if (faults.isEmpty()) {
        throw new IllegalArgumentException("a rejection needs a fault");
      }
    }

    static Rejected because(Reason reason, String message) {
      return new Rejected(List.of(new Fault(reason, null, message)));
    }
  }
}
