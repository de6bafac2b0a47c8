package org.sfcalls.account;

/** One equation of an account: what must be and what is. */
public record Check(String name, long expected, long found) {

  /** Found less expected: above zero is too many, below is missing. */
  public long difference() {
    return found - expected;
  }

  /** Whether the equation holds. */
  public boolean holds() {
    return difference() == 0;
  }
}
