package org.sfcalls.analytics.progress;

import org.apache.spark.sql.streaming.StreamingQueryListener;

/** How the query is, from what Spark tells of it. */
final class QueryHealth extends StreamingQueryListener {

  /**
   * What the query does.
   *
   * @see #live()
   */
  enum State {
    STARTING(true, false),
    RUNNING(true, true),
    STOPPED(true, false),
    FAILED(false, false);

    private final boolean live;
    private final boolean ready;

    State(boolean live, boolean ready) {
      this.live = live;
      this.ready = ready;
    }

    /** Whether it can still do its work, now or later; if not, only a restart helps. */
    boolean live() {
      return live;
    }

    /** Whether it takes calls now. */
    boolean ready() {
      return ready;
    }
  }

  private volatile State state = State.STARTING;

  State state() {
    return state;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    state = State.STARTING;
  }

  /** Its first batch is done. */
  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    state = State.RUNNING;
  }

  /** It has looked for calls and found none. */
  @Override
  public void onQueryIdle(QueryIdleEvent event) {
    state = State.RUNNING;
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    state = event.exception().isDefined() ? State.FAILED : State.STOPPED;
  }
}
