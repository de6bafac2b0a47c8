package org.sfcalls.benchmarks.tuning;

import java.util.Locale;

/** The tiers of the pipeline that are tuned, each by itself. */
enum Tier {
  INGEST,
  ANALYTICS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
