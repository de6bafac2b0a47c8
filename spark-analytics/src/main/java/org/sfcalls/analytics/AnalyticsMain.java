package org.sfcalls.analytics;

/** The job's entry point for spark-submit. */
public final class AnalyticsMain {
  private AnalyticsMain() {}

  public static void main(String[] args) {
    JobCommand.run(new AnalyticsCommand(), args);
  }
}
