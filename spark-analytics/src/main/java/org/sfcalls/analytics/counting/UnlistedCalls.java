package org.sfcalls.analytics.counting;

import java.io.Serializable;

/**
 * Is told of the calls of each batch whose disposition the radio codes do not list. Runs in tasks.
 */
@FunctionalInterface
public interface UnlistedCalls extends Serializable {

  /** For nobody who wants to know. */
  UnlistedCalls UNTOLD = (disposition, calls) -> {};

  /** So many calls of a batch have this disposition. */
  void add(String disposition, long calls);
}
