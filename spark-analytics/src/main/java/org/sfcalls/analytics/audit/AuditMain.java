package org.sfcalls.analytics.audit;

import org.sfcalls.analytics.JobCommand;

/** The audit's entry point for spark-submit. */
public final class AuditMain {
  private AuditMain() {}

  public static void main(String[] args) {
    JobCommand.run(new AuditCommand(), args);
  }
}
