package org.sfcalls.benchmarks.startup;

import java.util.Optional;
import java.util.stream.Stream;

/** What a start of the stack comes to. */
enum Stage {
  BROKER("the broker answers", "broker"),

  /** The stack asks for the registry's answer once topics are created. */
  REGISTRY("the registry answers and has the schemas", "registry"),

  DASHBOARD("the dashboard answers", "dashboard"),

  COUNT("the first call is counted", "count");

  private final String words;
  private final String component;

  Stage(String words, String component) {
    this.words = words;
    this.component = component;
  }

  /** The stage that is reached when the stack prints this line; none for most lines. */
  static Optional<Stage> of(String statusLine) {
    return Stream.of(BROKER, REGISTRY, DASHBOARD)
        .filter(stage -> statusLine.startsWith(stage.component + " "))
        .findFirst();
  }

  String component() {
    return component;
  }

  @Override
  public String toString() {
    return words;
  }
}
