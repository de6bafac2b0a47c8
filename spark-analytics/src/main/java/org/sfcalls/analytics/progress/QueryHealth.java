package org.sfcalls.analytics.progress;

import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.sfcalls.access.Health;

/** How the query is, from what Spark tells of it. */
final class QueryHealth extends StreamingQueryListener {

  static final Health STARTING = new Health(true, false, "STARTING");

  /** It takes calls. */
  static final Health RUNNING = new Health(true, true, "RUNNING");

  /** It was stopped, and the program starts it again or ends. */
  static final Health STOPPED = new Health(true, false, "STOPPED");

  static final Health FAILED = new Health(false, false, "FAILED");

  private volatile Health health = STARTING;

  Health health() {
    return health;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    health = STARTING;
  }

  /** Its first batch is done. */
  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    health = RUNNING;
  }

  /** It has looked for calls and found none. */
  @Override
  public void onQueryIdle(QueryIdleEvent event) {
    health = RUNNING;
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    health = event.exception().isDefined() ? FAILED : STOPPED;
  }
}
