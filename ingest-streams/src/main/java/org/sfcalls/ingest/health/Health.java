package org.sfcalls.ingest.health;

import org.apache.kafka.streams.KafkaStreams;

/**
 * How an instance is.
 *
 * @param live whether it can still do its work, now or later; if not, only a restart helps
 * @param ready whether it processes records now
 * @param state in a word, for people
 */
public record Health(boolean live, boolean ready, String state) {

  /** An instance that still waits for the registry or the broker. */
  public static final Health STARTING = new Health(true, false, "STARTING");

  /**
   * How Kafka Streams is.
   *
   * @param aliveThreads stream threads that have not ended
   */
  public static Health of(KafkaStreams.State state, long aliveThreads) {
    boolean failed =
        switch (state) {
          case PENDING_ERROR, ERROR, NOT_RUNNING -> true;
          case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN -> false;
        };
    boolean working = state == KafkaStreams.State.RUNNING;
    boolean noThread = working && aliveThreads == 0;
    return new Health(
        !failed && !noThread,
        working && !noThread,
        noThread ? state + " without a stream thread" : state.toString());
  }
}
