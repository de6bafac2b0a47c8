package org.sfcalls.ingest.topology;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Tells a processor that its task is about to commit, while what it writes to its stores is still
 * part of the transaction. So a processor can count in plain fields and write one record for
 * thousands of calls, instead of one for each.
 *
 * <p>Kafka Streams has this moment for its own caches only: a store that is asked to flush what it
 * has cached. This is such a store, with nothing in it. It stands on an interface that Kafka keeps
 * among its internal ones; should a later version drop the call, the tests that restart a topology
 * find state missing.
 */
final class CommitHook implements StateStore, CachedStateStore<Object, Object> {

  private final String name;
  private Runnable beforeCommit = () -> {};
  private boolean open;

  private CommitHook(String name) {
    this.name = name;
  }

  /** Runs {@code action} before each commit from now on, instead of an earlier action. */
  void beforeCommit(Runnable action) {
    this.beforeCommit = Objects.requireNonNull(action);
  }

  @Override
  public void flushCache() {
    beforeCommit.run();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    // A task that starts anew makes a new action; what the old one held was rolled back.
    beforeCommit = () -> {};
    open = true;
    context.register(
        root,
        (key, value) -> {
          throw new IllegalStateException("store " + name + " has no changelog to restore from");
        });
  }

  @Override
  public void close() {
    beforeCommit = () -> {};
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public void clearCache() {
    // Nothing is cached.
  }

  /** Makes a hook for each task. */
  static StoreBuilder<CommitHook> builder(String name) {
    return new Builder(name);
  }

  private record Builder(String name) implements StoreBuilder<CommitHook> {

    @Override
    public CommitHook build() {
      return new CommitHook(name);
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }

    @Override
    public StoreBuilder<CommitHook> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitHook> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitHook> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("a commit hook has nothing to log");
    }

    @Override
    public StoreBuilder<CommitHook> withLoggingDisabled() {
      return this;
    }
  }
}
