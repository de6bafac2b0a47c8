package org.sfcalls.ingest.topology;

import com.carrotsearch.hppc.LongLongHashMap;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises calls that came before, by {@code crime_id}, and whether they say the same.
 *
 * <p>A call is remembered until the partition's clock has gone on by the retention since it came.
 * The clock is the newest event time seen, but goes no further than a seventh of the retention at a
 * call, so that one call with a wrong date does not make all others forgotten. Order of arrival
 * does not matter: a late call is remembered as long as one in time.
 *
 * <p>A store with one entry a call would cost a changelog record a call, as much as the call
 * itself. Here the new calls of a commit are one entry, a chunk; chunks are forgotten whole, oldest
 * first. A chunk is the clock (8 bytes) and, for each call, its id and the hash of its content (8
 * bytes each); its key is its number.
 *
 * <p>An entry costs memory beside its calls, so a commit with few calls adds them to the chunk of
 * the one before, which is written again: until that has some calls, or the clock has gone on by a
 * small part of the retention, since calls are forgotten no more exactly than chunks are.
 */
final class Repeats {

  /** What a call turns out to be. */
  enum Recognition {
    /** It did not come before, as far as is remembered; from now on it is. */
    NEW,
    /** It came before and said the same. */
    SAME,
    /** Its id came before, with other content. */
    CONFLICTING
  }

  /** Far under Kafka's limit for a record, 1 MB. */
  private static final int CHUNK_CALLS = 4096;

  private static final int CALL_BYTES = 2 * Long.BYTES;
  private static final int CLOCK_STEPS_PER_RETENTION = 7;

  /** With so many calls a chunk is not written again: a kilobyte, and little memory beside. */
  private static final int SOME_CALLS = 64;

  /** A call may be remembered longer than the retention by this part of it: a minute of a week. */
  private static final int CHUNKS_PER_RETENTION = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);

  private record Chunk(long number, long clockMs) {}

  private final KeyValueStore<Long, byte[]> store;
  private final long retentionMs;
  private final int maxCalls;
  private final LongLongHashMap contents = new LongLongHashMap();
  private final Deque<Chunk> chunks = new ArrayDeque<>();

  /** The newest chunk, with what is not in the store yet at its end. */
  private final ByteBuffer open = ByteBuffer.allocate(Long.BYTES + CHUNK_CALLS * CALL_BYTES);

  private int saved = Long.BYTES;

  /** The clock when the first call came into the open chunk, and when it was last saved. */
  private long openedMs;

  private long savedMs;
  private long nextNumber;
  private long clockMs = Long.MIN_VALUE;
  private boolean full;

  /**
   * @param store chunks by their number; what it holds is remembered
   * @param maxCalls most calls to remember; beyond, the oldest are forgotten before their time
   */
  Repeats(KeyValueStore<Long, byte[]> store, Duration retention, int maxCalls) {
    this.store = store;
    this.retentionMs = retention.toMillis();
    this.maxCalls = maxCalls;
    try (KeyValueIterator<Long, byte[]> known = store.all()) {
      while (known.hasNext()) {
        KeyValue<Long, byte[]> entry = known.next();
        ByteBuffer chunk = ByteBuffer.wrap(entry.value);
        clockMs = chunk.getLong();
        while (chunk.hasRemaining()) {
          contents.put(chunk.getLong(), chunk.getLong());
        }
        chunks.add(new Chunk(entry.key, clockMs));
        nextNumber = entry.key + 1;
      }
    }
    open.position(Long.BYTES);
  }

  /**
   * What this call turns out to be.
   *
   * @param id the call's id as a number
   * @param contentHash hash of all that the call says
   * @param eventTimeMs when it was, epoch milliseconds
   */
  Recognition recognise(long id, long contentHash, long eventTimeMs) {
    int at = contents.indexOf(id);
    if (contents.indexExists(at)) {
      return contents.indexGet(at) == contentHash ? Recognition.SAME : Recognition.CONFLICTING;
    }
    contents.indexInsert(at, id, contentHash);
    clockMs =
        clockMs == Long.MIN_VALUE
            ? eventTimeMs
            : Math.max(
                clockMs, Math.min(eventTimeMs, clockMs + retentionMs / CLOCK_STEPS_PER_RETENTION));
    if (isSaved() && clockMs - openedMs >= retentionMs / CHUNKS_PER_RETENTION) {
      closeChunk();
    }
    if (open.position() == Long.BYTES) {
      openedMs = clockMs;
    }
    open.putLong(id).putLong(contentHash);
    if (!open.hasRemaining()) {
      save();
    }
    return Recognition.NEW;
  }

  private boolean isSaved() {
    return saved == open.position();
  }

  private void closeChunk() {
    if (saved > Long.BYTES) {
      chunks.add(new Chunk(nextNumber, savedMs));
      nextNumber++;
      open.position(Long.BYTES);
      saved = Long.BYTES;
    }
  }

  /** Writes the calls that are new since the last time to the store, and forgets old ones. */
  void save() {
    if (!isSaved()) {
      open.putLong(0, clockMs);
      store.put(nextNumber, Arrays.copyOf(open.array(), open.position()));
      saved = open.position();
      savedMs = clockMs;
      if (saved >= Long.BYTES + SOME_CALLS * CALL_BYTES) {
        closeChunk();
      }
    }
    while (!chunks.isEmpty() && chunks.peek().clockMs() < clockMs - retentionMs) {
      forget(chunks.poll());
    }
    while (chunks.size() > 1 && contents.size() > maxCalls) {
      if (!full) {
        LOG.warn(
            "More than {} calls came within {}: the oldest are forgotten, and would not be recognised"
                + " as repeats. --max-repeat-calls sets the limit.",
            maxCalls,
            Duration.ofMillis(retentionMs));
        full = true;
      }
      forget(chunks.poll());
    }
  }

  private void forget(Chunk chunk) {
    ByteBuffer calls = ByteBuffer.wrap(store.delete(chunk.number()));
    calls.position(Long.BYTES);
    while (calls.hasRemaining()) {
      contents.remove(calls.getLong());
      calls.getLong();
    }
  }

  /** Calls remembered. */
  int size() {
    return contents.size();
  }
}
