package org.sfcalls.dashboard.following;

import java.time.Instant;

/**
 * How the dashboard stands to the topics.
 *
 * @param state in a word
 * @param message the same for people
 * @param recordsBehind records of the followed topics that are not stored yet
 * @param lastAppliedAt when a change was stored last; null before the first since the start
 */
public record Status(State state, String message, long recordsBehind, Instant lastAppliedAt) {

  /** What it does. */
  public enum State {
    /** There is nothing yet. */
    WAITING,
    /** Reading what came while it was away. */
    CATCHING_UP,
    /** Reading everything anew. */
    REBUILDING,
    /** Up to date. */
    FOLLOWING,
    /** No broker answers; it goes on by itself when one does. */
    BROKER_AWAY,
    /** Only the operator can help. */
    FAILED
  }
}
