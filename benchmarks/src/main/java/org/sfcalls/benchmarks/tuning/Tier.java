package org.sfcalls.benchmarks.tuning;

import java.util.Locale;

/** The tiers of the pipeline that are tuned, each by itself. */
enum Tier {
  INGEST,
  ANALYTICS;

  /** The name in results and reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The tier of that name. */
  static Tier of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
