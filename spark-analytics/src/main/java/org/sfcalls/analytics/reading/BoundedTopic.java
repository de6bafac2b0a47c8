package org.sfcalls.analytics.reading;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sfcalls.access.KafkaConnection;

/**
 * A topic from its beginning to where its committed records ended at one moment: what is read of it
 * is the same each time.
 *
 * @param kafka the cluster
 * @param begins first offset of each partition
 * @param ends for each partition the offset behind its last committed record
 */
public record BoundedTopic(
    KafkaConnection kafka, String topic, Map<Integer, Long> begins, SortedMap<Integer, Long> ends) {

  /** Spark's setting: the sources that are opened as older versions of Spark did, Kafka's too. */
  static final String OLDER_SOURCES = "spark.sql.sources.useV1SourceList";

  public BoundedTopic {
    begins = Map.copyOf(begins);
    ends = new TreeMap<>(ends);
  }

  /**
   * The topic as it stands now.
   *
   * @throws IllegalStateException when the broker does not answer or has no such topic
   */
  public static BoundedTopic now(KafkaConnection kafka, String topic) {
    try (Admin admin = Admin.create(kafka.settings(Map.of()))) {
      Set<TopicPartition> partitions =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .collect(Collectors.toSet());
      return new BoundedTopic(
          kafka,
          topic,
          offsets(admin, partitions, OffsetSpec.earliest()),
          new TreeMap<>(offsets(admin, partitions, OffsetSpec.latest())));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new IllegalStateException(
            "topic "
                + topic
                + " is not on the broker at "
                + kafka.bootstrap()
                + "; create it first",
            e);
      }
      throw new IllegalStateException(
          "asking the broker at "
              + kafka.bootstrap()
              + " about topic "
              + topic
              + ": "
              + e.getCause().getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking about topic " + topic, e);
    }
  }

  private static Map<Integer, Long> offsets(
      Admin admin, Set<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> offsets =
        admin
            .listOffsets(
                partitions.stream().collect(toMap(partition -> partition, partition -> spec)),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get();
    return offsets.entrySet().stream()
        .collect(toMap(entry -> entry.getKey().partition(), entry -> entry.getValue().offset()));
  }

  /** The committed records: key, value, partition and offset. */
  public Dataset<Row> records(SparkSession spark) {
    return read(spark, false).select("key", "value", "partition", "offset");
  }

  /** The same with their headers, an array of key and value. */
  public Dataset<Row> recordsWithHeaders(SparkSession spark) {
    return read(spark, true).select("key", "value", "partition", "offset", "headers");
  }

  private Dataset<Row> read(SparkSession spark, boolean headers) {
    List<String> ending = new ArrayList<>();
    ends.forEach((partition, end) -> ending.add("\"" + partition + "\":" + end));
    DataFrameReader reader =
        spark
            .read()
            .format("kafka")
            .option("assign", "{\"" + topic + "\":" + ends.keySet() + "}")
            .option("startingOffsets", "earliest")
            .option("endingOffsets", "{\"" + topic + "\":{" + String.join(",", ending) + "}}")
            .options(kafka.options("kafka.", ConsumerSettings.ALL))
            .option("includeHeaders", headers);
    String before = spark.conf().get(OLDER_SOURCES);
    // The newer source for what is opened here: the older makes an object of each record. Writing
    // is left as it is.
    spark.conf().set(OLDER_SOURCES, "");
    try {
      return reader.load();
    } finally {
      spark.conf().set(OLDER_SOURCES, before);
    }
  }
}
