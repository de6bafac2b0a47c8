package org.sfcalls.analytics.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.analytics.SparkForTests;

class BoundedTopicTest {

  @Test
  void isReadByTheSourceThatMakesNoObjectsOfRecordsAndTheSessionStaysAsItWas() {
    SparkSession spark = SparkForTests.session();
    String before = spark.conf().get(BoundedTopic.OLDER_SOURCES);
    BoundedTopic topic =
        new BoundedTopic(
            KafkaConnection.to("127.0.0.1:1"),
            "calls.clean",
            Map.of(0, 0L),
            new TreeMap<>(Map.of(0, 7L)));

    String plan = topic.records(spark).queryExecution().analyzed().toString();

    assertThat(plan).contains("RelationV2").doesNotContain("KafkaRelation");
    assertThat(spark.conf().get(BoundedTopic.OLDER_SOURCES)).isEqualTo(before).contains("kafka");
  }
}
