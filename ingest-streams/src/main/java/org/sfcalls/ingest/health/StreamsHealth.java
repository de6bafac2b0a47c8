package org.sfcalls.ingest.health;

import org.apache.kafka.streams.KafkaStreams;
import org.sfcalls.access.Health;

/** How an instance of ingest is. */
public final class StreamsHealth {

  /** An instance that still waits for the registry or the broker. */
  public static final Health STARTING = new Health(true, false, "STARTING");

  private StreamsHealth() {}

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
