package org.sfcalls.calls.validation;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.PackageVersion;

/** What Jackson may refuse of its own accord: nothing but nesting. A record's size is our limit. */
public final class ReadConstraints {

  private ReadConstraints() {}

  /**
   * Constraints with no limit but this one.
   *
   * @param maxNesting deepest nesting of arrays and objects
   */
  public static StreamReadConstraints nesting(int maxNesting) {
    StreamReadConstraints.Builder constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(maxNesting)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE);
    // Jackson before 2.16, such as Spark's, has no limit for names, and no method for it.
    if (PackageVersion.VERSION.getMinorVersion() >= 16) {
      constraints.maxNameLength(Integer.MAX_VALUE);
    }
    return constraints.build();
  }
}
