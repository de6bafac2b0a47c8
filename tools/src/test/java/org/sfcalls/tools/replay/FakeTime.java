package org.sfcalls.tools.replay;

import java.util.ArrayList;
import java.util.List;

/** Time that passes only while something sleeps. */
final class FakeTime implements Pacer.Time {
  private long nanos = 1_000;
  private final List<Long> sleptMillis = new ArrayList<>();

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void sleep(long nanos) {
    sleptMillis.add(nanos / 1_000_000);
    this.nanos += nanos;
  }

  void pass(long millis) {
    nanos += millis * 1_000_000;
  }

  List<Long> sleptMillis() {
    return sleptMillis;
  }
}
