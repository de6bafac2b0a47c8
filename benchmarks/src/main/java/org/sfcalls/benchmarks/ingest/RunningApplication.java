package org.sfcalls.benchmarks.ingest;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** An application under way; it stops at the first failure, and tells of it. */
final class RunningApplication implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final KafkaStreams streams;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch started = new CountDownLatch(1);

  private RunningApplication(Topology topology, Properties settings) {
    streams = new KafkaStreams(topology, settings);
    streams.setUncaughtExceptionHandler(
        e -> {
          failure.compareAndSet(null, e);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.setStateListener(
        (state, before) -> {
          if (state == KafkaStreams.State.RUNNING || state.hasStartedOrFinishedShuttingDown()) {
            started.countDown();
          }
        });
  }

  static RunningApplication start(Topology topology, Properties settings) {
    RunningApplication application = new RunningApplication(topology, settings);
    application.streams.start();
    return application;
  }

  /** Waits until it has its partitions. */
  void awaitStart() throws InterruptedException {
    boolean inTime = started.await(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    requireHealth();
    if (!inTime) {
      throw new IllegalStateException(
          "the application has no partitions after " + START_LIMIT.toSeconds() + " s");
    }
  }

  /** Checks that all went well so far. */
  void requireHealth() {
    if (failure.get() != null) {
      throw new IllegalStateException("the application stopped: " + failure.get(), failure.get());
    }
  }

  @Override
  public void close() {
    // The group can be deleted only when its members have left it.
    streams.close(
        CloseOptions.timeout(CLOSE_LIMIT)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    streams.cleanUp();
  }
}
