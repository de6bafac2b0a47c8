package org.sfcalls.dashboard.web;

import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every open page what changed, at most four times a second. A page that takes its time gets
 * the newest event only, and holds up no other.
 */
final class Events implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final long INTERVAL_MS = 250;
  private static final long HEARTBEAT_MS = 10_000;

  private final Supplier<String> status;
  private final Set<Page> pages = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean changed = new AtomicBoolean();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "events"));
  private final ExecutorService senders =
      Executors.newFixedThreadPool(4, task -> daemon(task, "event sender"));

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static final class Page {
    private final SseClient client;
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile String pending;

    Page(SseClient client) {
      this.client = client;
    }
  }

  /**
   * @param status the event's data, JSON
   */
  Events(Supplier<String> status) {
    this.status = status;
    clock.scheduleWithFixedDelay(this::tell, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
    clock.scheduleWithFixedDelay(
        () -> pages.forEach(page -> senders.execute(() -> beat(page))),
        HEARTBEAT_MS,
        HEARTBEAT_MS,
        TimeUnit.MILLISECONDS);
  }

  /** Something changed. */
  void changed() {
    changed.set(true);
  }

  /** A page that opened. */
  void add(SseClient client) {
    client.keepAlive();
    Page page = new Page(client);
    client.onClose(() -> pages.remove(page));
    // First, so that no change is missed between the two.
    pages.add(page);
    page.pending = status.get();
    send(page);
  }

  /** Open pages. */
  int size() {
    return pages.size();
  }

  private void tell() {
    if (!changed.getAndSet(false) || pages.isEmpty()) {
      return;
    }
    try {
      String data = status.get();
      for (Page page : pages) {
        page.pending = data;
        senders.execute(() -> send(page));
      }
    } catch (RuntimeException e) {
      LOG.warn("can't tell the pages what changed", e);
    }
  }

  private void send(Page page) {
    if (!page.sending.compareAndSet(false, true)) {
      // Whoever sends takes the newest with it.
      return;
    }
    try {
      String data = page.pending;
      page.pending = null;
      if (data != null) {
        page.client.sendEvent("status", data);
      }
    } finally {
      page.sending.set(false);
      if (page.client.terminated()) {
        pages.remove(page);
      } else if (page.pending != null) {
        senders.execute(() -> send(page));
      }
    }
  }

  /** Finds out whether the page is still there. */
  private void beat(Page page) {
    if (page.sending.compareAndSet(false, true)) {
      try {
        page.client.sendComment("here");
      } finally {
        page.sending.set(false);
      }
      if (page.client.terminated()) {
        pages.remove(page);
      } else if (page.pending != null) {
        send(page);
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    senders.shutdownNow();
    pages.forEach(page -> page.client.close());
  }
}
