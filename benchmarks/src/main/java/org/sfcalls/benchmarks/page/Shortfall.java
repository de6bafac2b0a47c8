package org.sfcalls.benchmarks.page;

import org.sfcalls.access.CommandFailure;
import org.sfcalls.sandbox.SandboxException;

/**
 * Why parts of a page are missing.
 *
 * @param part that failed; those after it were not begun
 * @param reason for people; may have several lines
 */
record Shortfall(Part part, String reason) {

  static Shortfall of(Part part, Throwable failure) {
    boolean expected = failure instanceof CommandFailure || failure instanceof SandboxException;
    return new Shortfall(
        part,
        expected
            ? failure.getMessage()
            : failure + " (a fault of the program: --debug shows where)");
  }
}
