package org.sfcalls.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.AnalyticsTopics;
import org.sfcalls.e2e.fixtures.CleanCalls;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Topics;

/**
 * The newest count of each key is the truth, though on a cluster of two workers the analytics job's
 * driver and executors, a worker and the broker are killed at random moments. {@code
 * -Dsfcalls.crash.seed=N} makes the same calls and kills in the same order.
 */
@Tag("crash")
class AnalyticsCrashIT {
  private static final Topics TOPICS = Topics.withPrefix("calls");
  private static final int PARTITIONS = 4;

  private static final int CALLS = 200_000;

  /** Whom to kill, and how often. */
  private static final Map<Victim, Integer> KILLS =
      Map.of(Victim.DRIVER, 3, Victim.EXECUTOR, 7, Victim.WORKER, 1, Victim.BROKER, 2);

  private enum Victim {
    DRIVER,
    EXECUTOR,
    WORKER,
    BROKER
  }

  /** Many batches, so that a kill falls on every part of one. */
  private static final int BATCH = 10_000;

  /** About what passes from kill to kill. */
  private static final Duration ROUND = Duration.ofSeconds(12);

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** The logs stay there when the test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final long seed = Long.getLong("sfcalls.crash.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private CrashingPipeline pipeline;
  private Sender sender;
  private AnalyticsTopics written;
  private ProgressWatch progress;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void theNewestCountsAreTheTruthHoweverOftenDriverExecutorsAndBrokerAreKilled() throws Exception {
    System.out.printf(
        "AnalyticsCrashIT: again with -Dsfcalls.crash.seed=%d; logs in %s%n", seed, folder);
    List<PoliceCall> calls = CleanCalls.of(CALLS, new Random(seed));
    try (CrashingPipeline servers =
            new CrashingPipeline(folder.resolve("data"), TOPICS, PARTITIONS);
        ProgressWatch watch =
            new ProgressWatch(servers.bootstrap(), servers.registryUrl(), TOPICS)) {
      pipeline = servers;
      progress = watch;
      written = new AnalyticsTopics(servers.bootstrap(), servers.registryUrl(), TOPICS);
      crashWhileSending(calls);

      assertThat(written.counts().equals(CleanCalls.counted(calls)))
          .as("the newest count of each window, type and disposition is as counted plainly")
          .isTrue();
      assertThat(written.counted()).isEqualTo(2L * CALLS);
      assertThat(written.late()).isZero();
      assertFinalWindowsAre(CleanCalls.counted(calls));
    }
  }

  /** Each window that has closed stands in Parquet, once, with its last count. */
  private void assertFinalWindowsAre(Map<CallCountKey, Long> counted) throws Exception {
    Map<CallCountKey, Long> windows = FinalWindows.of(pipeline.parquet());
    assertThat(counted.entrySet().containsAll(windows.entrySet()))
        .as("all that stands in Parquet is as counted plainly")
        .isTrue();
    Instant watermark = written.watermarkBeforeTheLastBatch().orElseThrow();
    assertThat(counted.keySet().stream().filter(key -> !key.getWindowEnd().isAfter(watermark)))
        .as("windows that had closed by %s", watermark)
        .isNotEmpty()
        .allMatch(windows::containsKey);
  }

  private void crashWhileSending(List<PoliceCall> calls) throws Exception {
    List<Victim> kills = new ArrayList<>();
    for (Victim victim : Victim.values()) {
      kills.addAll(Collections.nCopies(KILLS.get(victim), victim));
    }
    Collections.shuffle(kills, random);

    try (Sender running =
        new Sender(
            pipeline.bootstrap(),
            CleanCalls.records(calls, pipeline.registryUrl(), TOPICS),
            new Random(seed),
            ROUND.multipliedBy(kills.size()))) {
      sender = running;
      pipeline.startAnalytics(BATCH);
      awaitBatches();
      for (int i = 0; i < kills.size(); i++) {
        sender.spreadOver(ROUND.multipliedBy(kills.size() - i));
        // In the middle of batches; now and then while it still starts and recovers.
        boolean early = random.nextInt(4) == 0;
        if (!early) {
          awaitBatches();
        }
        awaitRandomMoment(early ? 6_000 : 1_500);
        kill(kills.get(i));
        System.out.printf(
            "AnalyticsCrashIT: %s killed%s after %,d records%n",
            kills.get(i), early ? " early" : "", sender.sent());
      }
      sender.finish(LIMIT);
      await("all are read", () -> progress.read() == CALLS);
      assertThat(pipeline.stop(CrashingPipeline.ANALYTICS))
          .as("exit code after SIGTERM")
          .isEqualTo(143);
      assertThat(pipeline.output(CrashingPipeline.ANALYTICS)).contains("stopped: ");
    }
  }

  private void kill(Victim victim) {
    String worker = CrashingPipeline.WORKERS.get(random.nextInt(CrashingPipeline.WORKERS.size()));
    switch (victim) {
      case DRIVER -> killAndStart(CrashingPipeline.ANALYTICS);
      case EXECUTOR -> pipeline.killExecutorOf(worker);
      case WORKER -> killAndStart(worker);
      case BROKER -> killAndStart(CrashingPipeline.BROKER);
    }
  }

  private void killAndStart(String name) {
    pipeline.kill(name);
    pipeline.start(name);
  }

  /** Waits until the job has finished a batch more. */
  private void awaitBatches() {
    long[] before = {Long.MAX_VALUE};
    await(
        "the job makes progress",
        () -> {
          long read = progress.read();
          before[0] = Math.min(before[0], read);
          return read > before[0];
        });
  }

  private void awaitRandomMoment(int withinMs) {
    int sent = sender.sent();
    Awaitility.await("calls are being sent")
        .pollDelay(Duration.ofMillis(random.nextInt(withinMs)))
        .atMost(LIMIT)
        .until(() -> sender.sent() > sent || sender.sent() == CALLS);
  }

  private void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        // The broker comes up again any moment.
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .until(
            () -> {
              pipeline.requireAllAlive();
              sender.requireWorking();
              return condition.call();
            });
  }
}
