package org.sfcalls.ingest.validation;

import java.util.List;
import java.util.Objects;
import org.sfcalls.schemas.PoliceCall;

/** What a raw record turned out to be. */
public sealed interface Validation {

  /** A call. */
  record Valid(PoliceCall call) implements Validation {
    public Valid {
      Objects.requireNonNull(call);
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
