package org.sfcalls.analytics.progress;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;
import org.sfcalls.analytics.counting.UnlistedCalls;

/**
 * Sums the calls of each batch by disposition, of those that the radio codes do not list. Bounded,
 * whatever the calls say: the {@value #MOST} most frequent are told apart (of a thousand; whoever
 * sends more in a batch sends nonsense), the rest is {@value #OTHER}. Thread-safe.
 *
 * <p>An accumulator, since Spark can't observe a metric that is a map. Like Spark's observed
 * metrics it counts twice what a failed task of the same batch had counted before.
 */
public final class UnlistedDispositions {

  /** Dispositions that are told apart. */
  static final int MOST = 100;

  /** Stands for all others. */
  static final String OTHER = "(other)";

  /** Told apart while it is not yet known which are the most frequent. */
  private static final int MOST_SUMMED = 10 * MOST;

  /** A disposition is a short code; what is longer is told by its beginning, in characters. */
  private static final int LONGEST = 64;

  /** Batches that are kept for whoever asks late; nobody may ask at all. */
  private static final int BATCHES = 1_000;

  private final Sums sums = new Sums();
  private final Map<Long, Map<String, Long>> byBatch =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<String, Long>> eldest) {
          return size() > BATCHES;
        }
      };

  /** For one query. */
  public UnlistedDispositions(SparkSession spark) {
    spark.sparkContext().register(sums, "unlisted dispositions");
  }

  /** Adds up what the counting function tells it. */
  public UnlistedCalls counter() {
    return counter(sums);
  }

  private static UnlistedCalls counter(Sums sums) {
    return (disposition, calls) -> sums.add(Map.of(shortened(disposition), calls));
  }

  /** Must be called when all tasks of a batch are over and before the next one begins. */
  public void batchDone(long batch) {
    Map<String, Long> found = sums.value();
    sums.reset();
    synchronized (byBatch) {
      byBatch.put(batch, mostFrequent(found));
    }
  }

  /** The calls of a batch by disposition, the most frequent first; can be had once. */
  public Map<String, Long> take(long batch) {
    synchronized (byBatch) {
      Map<String, Long> found = byBatch.remove(batch);
      return found == null ? Map.of() : found;
    }
  }

  static String shortened(String disposition) {
    return disposition.length() > LONGEST ? disposition.substring(0, LONGEST) + "…" : disposition;
  }

  /** Adds calls of a disposition, or of {@link #OTHER} when there are as many as {@code most}. */
  static void add(Map<String, Long> sums, String disposition, long calls, int most) {
    boolean room = sums.containsKey(disposition) || sums.size() < most;
    sums.merge(room ? disposition : OTHER, calls, Long::sum);
  }

  static Map<String, Long> mostFrequent(Map<String, Long> sums) {
    Map<String, Long> rest = new HashMap<>(sums);
    Long others = rest.remove(OTHER);
    List<Map.Entry<String, Long>> entries =
        rest.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    Map<String, Long> most = new LinkedHashMap<>();
    for (Map.Entry<String, Long> entry : entries) {
      add(most, entry.getKey(), entry.getValue(), MOST);
    }
    if (others != null) {
      most.merge(OTHER, others, Long::sum);
    }
    return most;
  }

  /** Tasks add to it, the driver reads it. */
  static final class Sums extends AccumulatorV2<Map<String, Long>, Map<String, Long>> {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Long> sums = new HashMap<>();

    @Override
    public synchronized boolean isZero() {
      return sums.isEmpty();
    }

    @Override
    public synchronized Sums copy() {
      Sums copy = new Sums();
      copy.sums.putAll(sums);
      return copy;
    }

    @Override
    public synchronized void reset() {
      sums.clear();
    }

    @Override
    public synchronized void add(Map<String, Long> more) {
      more.forEach(
          (disposition, calls) -> UnlistedDispositions.add(sums, disposition, calls, MOST_SUMMED));
    }

    @Override
    public void merge(AccumulatorV2<Map<String, Long>, Map<String, Long>> other) {
      add(other.value());
    }

    @Override
    public synchronized Map<String, Long> value() {
      return Map.copyOf(sums);
    }
  }
}
