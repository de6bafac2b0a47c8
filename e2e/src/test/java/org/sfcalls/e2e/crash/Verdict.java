package org.sfcalls.e2e.crash;

import org.sfcalls.schemas.Outcome;

/**
 * What must become of a raw record.
 *
 * @param reason reason code of a rejection; null for the other outcomes
 */
record Verdict(Outcome outcome, String reason) {
  static final Verdict CLEAN = new Verdict(Outcome.CLEAN, null);
  static final Verdict REPEATED = new Verdict(Outcome.REPEATED, null);

  static Verdict rejected(String reason) {
    return new Verdict(Outcome.REJECTED, reason);
  }
}
