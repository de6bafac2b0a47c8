package org.sfcalls.analytics.running;

/** Stands before each batch: all before it are then finished. */
public interface BatchGate {
  /**
   * @throws InterruptedException when the query is stopped meanwhile
   */
  void pass() throws InterruptedException;
}
