package org.sfcalls.sandbox.account;

import java.util.List;

/**
 * What reading the topics gave.
 *
 * @param figures totals for the account
 * @param busiest the windows with the highest counts, highest first
 */
public record Finding(Figures figures, List<BusyWindow> busiest) {
  public Finding {
    busiest = List.copyOf(busiest);
  }
}
