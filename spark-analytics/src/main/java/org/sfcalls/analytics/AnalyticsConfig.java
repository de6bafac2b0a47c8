package org.sfcalls.analytics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.progress.ProgressReport;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;

/**
 * All that the job is told, checked.
 *
 * @param kafka the cluster
 * @param registry the schema registry
 * @param topics names of the topics
 * @param windows which windows calls are counted over
 * @param grouping what calls are counted by beside the window
 * @param checkpoint folder that keeps the query's offsets and state, any path that Spark writes
 * @param radioCodes table of radio codes, any path that Spark reads
 * @param sinks where counts go, each once, at least one
 * @param parquet folder of the sink of that name
 * @param progress where progress goes beside the line and the topic
 * @param maxOffsetsPerTrigger most records of a micro-batch, all partitions together
 * @param trigger time from one batch's start to the next's; zero for as fast as it goes
 * @param idleAfter how long a partition may be without calls before it no longer holds the
 *     watermark
 * @param queryName name of the query in Spark's metrics and logs
 * @param brokerWait how long a broker may take to come up, at the start
 * @param registryWait how long the registry may take to come up, at the start
 */
record AnalyticsConfig(
    KafkaConnection kafka,
    RegistryConnection registry,
    Topics topics,
    WindowSpec windows,
    Grouping grouping,
    String checkpoint,
    String radioCodes,
    List<SinkName> sinks,
    Optional<String> parquet,
    ProgressReport.Settings progress,
    long maxOffsetsPerTrigger,
    Duration trigger,
    Duration idleAfter,
    String queryName,
    Duration brokerWait,
    Duration registryWait) {

  /** A place that counts can go to. */
  enum SinkName {
    kafka,
    console,
    parquet
  }

  /** Spark's connector sets these itself and refuses to be told of them. */
  private static final Set<String> SPARKS_OWN =
      Set.of(
          "auto.offset.reset",
          "enable.auto.commit",
          "group.id",
          "interceptor.classes",
          "key.deserializer",
          "key.serializer",
          "value.deserializer",
          "value.serializer");

  /** More windows a call would make every call cost as much as a thousand. */
  private static final int MOST_WINDOWS_PER_CALL = 1_000;

  /**
   * @throws IllegalArgumentException when something can't be; names the option, the value and what
   *     is allowed
   */
  AnalyticsConfig {
    sinks = List.copyOf(sinks);
    require(
        windows.windowsPerCall() <= MOST_WINDOWS_PER_CALL,
        "--window is %d times --slide; at most %,d times is allowed"
            .formatted(windows.windowsPerCall(), MOST_WINDOWS_PER_CALL));
    require(!checkpoint.isBlank(), "--checkpoint is empty, a folder is needed");
    require(!radioCodes.isBlank(), "--radio-codes is empty, a file is needed");
    require(!queryName.isBlank(), "--query-name is empty, a name is needed");
    require(!sinks.isEmpty(), "--sink is empty, one or several sinks are needed");
    require(
        Set.copyOf(sinks).size() == sinks.size(),
        "--sink names one twice: " + sinks + "; once each is allowed");
    require(
        sinks.contains(SinkName.parquet) == parquet.isPresent(),
        "--sink parquet and --parquet DIR need each other");
    require(
        maxOffsetsPerTrigger >= 1,
        "--max-offsets-per-trigger is " + maxOffsetsPerTrigger + ", at least 1 is needed");
    require(!idleAfter.isZero(), "--idle-after is 0s, more than nothing is needed");
    Set<String> refused = new TreeSet<>(kafka.properties().keySet());
    refused.retainAll(SPARKS_OWN);
    require(
        refused.isEmpty(),
        "the Kafka settings "
            + refused
            + " are Spark's own and can't be set; leave them out of --kafka.property,"
            + " --kafka.properties and the environment");
  }

  /** What calls are counted by, as readers of the counts learn it. */
  CountedBy countedBy() {
    return new CountedBy(windows, grouping.fields());
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
