package org.sfcalls.tools.deadletter;

/** What a redrive does with a dead letter that was selected. */
enum Fate {
  SENT("sent"),
  ALREADY_REDRIVEN("already re-driven"),
  GIVEN_UP("given up"),
  NOT_FROM_RAW("not from calls.raw");

  private final String words;

  Fate(String words) {
    this.words = words;
  }

  /** As a table's head has it. */
  String words() {
    return words;
  }
}
