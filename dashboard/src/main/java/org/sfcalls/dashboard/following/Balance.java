package org.sfcalls.dashboard.following;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.sfcalls.access.OpenTransactions;
import org.sfcalls.account.Check;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.dashboard.storing.Totals;

/**
 * Whether the account balances, and since when. Calls are always under way, and what a tier did is
 * on one topic a moment before it is on the next: a difference is held against the pipeline only
 * when nothing is behind and nothing has changed for a while.
 */
public final class Balance {

  /** A producer that works ends its transactions within. */
  private static final Duration LONG_OPEN = Duration.ofSeconds(10);

  /** Far over the time that a transaction of any tier is open. */
  static final Duration STILL = Duration.ofSeconds(30);

  private final Store store;
  private Totals last;
  private Instant changedAt;
  private State state;
  private Instant since;

  /** Null while it is not known to balance but for calls that are under way. */
  private Instant balancedSince;

  /** The verdict. */
  public enum State {
    BALANCED,
    /** It balances, and most calls were rejected or late. */
    CONCERN,
    SETTLING,
    UNBALANCED,
    UNKNOWN
  }

  /**
   * @param since when it became so
   * @param message the same for people
   */
  public record Verdict(State state, Instant since, String message) {}

  Balance(Store store) {
    this.store = store;
    this.state = store.fact("balance").map(State::valueOf).orElse(State.UNKNOWN);
    this.since = store.fact("balance_since").map(Instant::parse).orElse(null);
    this.balancedSince =
        store
            .fact("balanced_since")
            .filter(text -> !text.isEmpty())
            .map(Instant::parse)
            .orElse(null);
  }

  /**
   * Looks at the totals of this moment.
   *
   * @param upToDate whether everything on the topics is stored
   * @param analyticsLag clean records that analytics has not counted yet; null where not known
   * @param open transactions that hold raw records back, so that nobody has read them
   */
  synchronized Verdict look(
      Totals totals, boolean upToDate, Long analyticsLag, OpenTransactions open, Instant now) {
    if (!totals.equals(last)) {
      last = totals;
      changedAt = now;
    }
    boolean still = Duration.between(changedAt, now).compareTo(STILL) >= 0;
    boolean behind = analyticsLag != null && analyticsLag > 0;
    State next;
    if (totals.empty()) {
      next = State.UNKNOWN;
    } else if (open.held() > 0) {
      next = open.oldest().compareTo(LONG_OPEN) < 0 ? State.SETTLING : State.UNBALANCED;
    } else if (totals.account().balanced()) {
      next = totals.concern().isEmpty() ? State.BALANCED : State.CONCERN;
    } else if (!upToDate || behind || !still) {
      // What was found wrong stays wrong until it balances.
      next = state == State.UNBALANCED && upToDate && !behind ? State.UNBALANCED : State.SETTLING;
    } else {
      next = State.UNBALANCED;
    }
    if (next != state) {
      become(next, now);
    }
    return new Verdict(state, since, message(totals, upToDate, analyticsLag, open));
  }

  /** Calls are under way time and again; what balances after them as before has not ceased to. */
  private void become(State next, Instant now) {
    balancedSince =
        switch (next) {
          case BALANCED -> balancedSince == null ? now : balancedSince;
          case SETTLING -> balancedSince;
          case CONCERN, UNBALANCED, UNKNOWN -> null;
        };
    state = next;
    since = next == State.BALANCED ? balancedSince : now;
    store.keep("balance", state.name());
    store.keep("balance_since", since.toString());
    store.keep("balanced_since", balancedSince == null ? "" : balancedSince.toString());
  }

  private String message(
      Totals totals, boolean upToDate, Long analyticsLag, OpenTransactions open) {
    if (open.held() > 0 && state == State.UNBALANCED) {
      return open.explain("the raw topic");
    }
    return switch (state) {
      case UNKNOWN -> "no calls yet";
      case BALANCED -> "every call is accounted for";
      case CONCERN -> totals.concern().orElse("");
      case UNBALANCED -> differing(totals).map(Balance::tell).orElse("");
      case SETTLING ->
          !upToDate
              ? "this page is still reading"
              : analyticsLag != null && analyticsLag > 0
                  ? String.format(
                      Locale.US, "analytics has %,d records still to count", analyticsLag)
                  : "calls are under way";
    };
  }

  private static String tell(Check check) {
    return String.format(
        Locale.US,
        "%s: %,d expected, %,d found; ./sfcalls audit tells where",
        check.name(),
        check.expected(),
        check.found());
  }

  private static Optional<Check> differing(Totals totals) {
    return totals.account().checks().stream().filter(check -> !check.holds()).findFirst();
  }
}
