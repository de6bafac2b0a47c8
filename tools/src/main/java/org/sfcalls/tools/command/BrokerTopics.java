package org.sfcalls.tools.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaFault;

/**
 * Makes sure that a topic is there before a command starts on it. Asked through the admin client,
 * because a producer or consumer that names a missing topic may create it with the broker's
 * defaults.
 */
public final class BrokerTopics {

  private BrokerTopics() {}

  /**
   * How many partitions the topic has.
   *
   * @param kafka the cluster to ask
   * @param patience how long the broker may take to answer
   * @throws CommandFailure when no broker answers or it has no such topic
   */
  public static int partitions(KafkaConnection kafka, String topic, Duration patience) {
    Map<String, Object> settings =
        kafka.settings(
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis()));
    try (Admin admin = Admin.create(settings)) {
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .get(topic)
          .get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS)
          .partitions()
          .size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new CommandFailure(
            "the broker at "
                + kafka.bootstrap()
                + " has no topic '"
                + topic
                + "'; './sfcalls topics create' creates the pipeline's",
            e);
      }
      if (e.getCause() instanceof InvalidTopicException) {
        throw new CommandFailure("'" + topic + "' is not a valid topic name", e);
      }
      throw unreachable(kafka, patience, e);
    } catch (java.util.concurrent.TimeoutException | KafkaException e) {
      throw unreachable(kafka, patience, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(kafka, patience, e);
    }
  }

  private static CommandFailure unreachable(KafkaConnection kafka, Duration patience, Exception e) {
    return new CommandFailure(
        KafkaFault.explain(kafka, e)
            .orElseGet(
                () ->
                    "no broker answered at "
                        + kafka.bootstrap()
                        + " within "
                        + patience.toSeconds()
                        + " s ("
                        + KafkaFault.root(e)
                        + "): is it running, and is --bootstrap right?"),
        e);
  }
}
