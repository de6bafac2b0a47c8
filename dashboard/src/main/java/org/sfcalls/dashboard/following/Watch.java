package org.sfcalls.dashboard.following;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sfcalls.access.Health;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.dashboard.storing.Change;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.dashboard.storing.Totals;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the follower, looks once a second how everything stands, and tells who listens. */
public final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /** More than comes while a transaction is made. */
  private static final long CATCHING_UP = 20_000;

  private final Store store;
  private final Follower follower;
  private final Thread thread;
  private final Lag lag;
  private final Flow flow = new Flow();
  private final Balance balance;
  private final Runnable changed;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread timer = new Thread(task, "watch");
            timer.setDaemon(true);
            return timer;
          });
  private final AtomicLong stored = new AtomicLong();
  private volatile boolean rebuilding;
  private volatile Lag.Reading reading;
  private volatile Balance.Verdict verdict;
  private volatile Status told;

  /** Which groups tell the lag of the tiers before. */
  public record Groups(String ingest, String analytics) {}

  /**
   * Begins.
   *
   * @param rebuilding whether everything is read anew
   * @param changed run after each change of the data or of the status; returns soon
   */
  public Watch(
      Store store,
      Topics topics,
      KafkaConnection kafka,
      AvroReader avro,
      Groups groups,
      boolean rebuilding,
      Runnable changed) {
    this.store = store;
    this.rebuilding = rebuilding;
    this.changed = changed;
    this.balance = new Balance(store);
    this.follower = new Follower(store, topics, kafka, avro, this::stored);
    this.lag = new Lag(kafka, topics, groups.ingest(), groups.analytics());
    this.thread = new Thread(follower, "follower");
    this.told = status();
  }

  /** Begins to read. */
  public void start() {
    thread.start();
    clock.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
  }

  private void stored(List<Change> changes) {
    flow.stored(changes, System.currentTimeMillis());
    stored.addAndGet(changes.size());
    tell();
  }

  private void look() {
    try {
      Lag.Reading now = lag.read(follower.positions());
      reading = now;
      if (now.behind() == 0 && now.awaySince() == null) {
        rebuilding = false;
      }
      Totals totals = Totals.of(store);
      flow.sample(
          System.currentTimeMillis(),
          totals.figures().ledger().total(),
          totals.figures().counted() / totals.windowsPerCall(),
          stored.get());
      verdict =
          balance.look(
              totals,
              now.awaySince() == null && now.behind() == 0,
              now.analytics(),
              now.open(),
              Instant.now());
      tell();
    } catch (RuntimeException e) {
      // A look that fails is made again, unless it was closed meanwhile; the status says when the
      // follower itself has failed.
      if (!Thread.currentThread().isInterrupted()) {
        LOG.warn("can't tell how everything stands", e);
      }
    }
  }

  private void tell() {
    told = status();
    changed.run();
  }

  /** How the dashboard stands to the topics. */
  public Status status() {
    Lag.Reading now = reading;
    Instant applied = follower.lastAppliedAt();
    long behind = now == null ? 0 : now.behind();
    if (follower.failure() != null) {
      return new Status(Status.State.FAILED, follower.failure(), behind, applied);
    }
    if (now != null && now.awaySince() != null) {
      return new Status(
          Status.State.BROKER_AWAY,
          now.deleted()
              ? "a topic is not there since "
                  + now.awaySince()
                  + ": './sfcalls topics check' names it; if it was deleted, its records are lost"
              : "no broker answers since " + now.awaySince() + "; trying again",
          behind,
          applied);
    }
    if (follower.registryFault() != null) {
      return new Status(Status.State.BROKER_AWAY, follower.registryFault(), behind, applied);
    }
    if (rebuilding && behind > 0) {
      return new Status(
          Status.State.REBUILDING, "reading everything from the topics anew", behind, applied);
    }
    if (behind > CATCHING_UP) {
      return new Status(
          Status.State.CATCHING_UP, "reading what came while it was away", behind, applied);
    }
    if (store.version() == 0) {
      return new Status(Status.State.WAITING, "no counts yet", behind, applied);
    }
    return new Status(Status.State.FOLLOWING, "up to date", behind, applied);
  }

  /** For orchestrators. */
  public Health health() {
    Status now = told;
    return new Health(
        now.state() != Status.State.FAILED,
        now.state() == Status.State.FOLLOWING || now.state() == Status.State.WAITING,
        now.state().name().toLowerCase(java.util.Locale.ROOT) + ": " + now.message());
  }

  /** Whether the account balances; null before the first look. */
  public Balance.Verdict verdict() {
    return verdict;
  }

  /** Lag of ingest, of analytics and of this; null while not known. */
  public Long[] lags() {
    Lag.Reading now = reading;
    return now == null || now.awaySince() != null
        ? new Long[] {null, null, null}
        : new Long[] {now.ingest(), now.analytics(), now.behind()};
  }

  /** How fast things come. */
  public Flow flow() {
    return flow;
  }

  /** Records that were stored since the start. */
  public long records() {
    return stored.get();
  }

  /** Stops reading; what is stored stays. */
  @Override
  public void close() {
    clock.shutdownNow();
    if (thread.getState() == Thread.State.NEW) {
      follower.discard();
    } else {
      follower.close();
    }
    try {
      thread.join(10_000);
      clock.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lag.close();
  }
}
