package org.sfcalls.e2e.supply;

/**
 * A library of someone else's that is shipped.
 *
 * @param place which class path it is on, such as {@code broker}; for classes that were packed into
 *     another jar, the name of that, such as {@code hadoop-client-runtime}
 * @param name {@code group:artifact}; where the jar does not say its group, the artifact alone or,
 *     as the registry's archive names its jars, {@code group.artifact}
 * @param version as Maven has it
 */
record Component(String place, String name, String version) {

  /**
   * Whether it is this one.
   *
   * @param component {@code group:artifact}
   */
  boolean is(String component) {
    return name.contains(":")
        ? name.equals(component)
        : component.endsWith(":" + name) || component.replace(':', '.').equals(name);
  }
}
