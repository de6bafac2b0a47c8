package org.sfcalls.tools.doctor;

/**
 * What was found out about one thing.
 *
 * @param what the thing
 * @param verdict whether it is as it should be
 * @param found what there is, in a few words
 * @param remedy how to fix it; empty where nothing needs it
 */
record Finding(String what, Verdict verdict, String found, String remedy) {

  enum Verdict {
    /** As it should be. */
    ok,
    /** Not there or not known, and only some uses need it. */
    note,
    /** To be fixed. */
    wrong
  }

  static Finding ok(String what, String found) {
    return new Finding(what, Verdict.ok, found, "");
  }

  static Finding note(String what, String found, String remedy) {
    return new Finding(what, Verdict.note, found, remedy);
  }

  static Finding wrong(String what, String found, String remedy) {
    return new Finding(what, Verdict.wrong, found, remedy);
  }
}
