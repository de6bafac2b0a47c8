package org.sfcalls.sandbox.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.sfcalls.sandbox.SandboxException;

/**
 * Notices that a topic of a running stack was deleted, or deleted and created again. The programs
 * do, too, but some only when they next write to it, and after minutes of trying.
 */
final class TopicWatch implements AutoCloseable {
  private static final int ANSWER_MS = 5_000;

  private final Admin admin;
  private final Set<String> topics;
  private Map<String, Uuid> ids = Map.of();

  private TopicWatch(Admin admin, Set<String> topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * @param topics all of them; what they are is learnt at the first look
   */
  static TopicWatch of(String bootstrap, Set<String> topics) {
    return new TopicWatch(
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ANSWER_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ANSWER_MS)),
        Set.copyOf(topics));
  }

  /**
   * Looks whether all topics are those of the first look.
   *
   * @param folder the stack's, for the message
   * @throws SandboxException that names the first which is not
   */
  void requireTheSame(Path folder) {
    Map<String, Uuid> found = new TreeMap<>();
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin.describeTopics(topics).topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : asked.entrySet()) {
      try {
        found.put(topic.getKey(), topic.getValue().get().topicId());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          throw deleted(topic.getKey(), folder);
        }
        // The broker is suspended or busy; one that ended is the supervisor's to report.
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw SandboxException.failed("interrupted", e);
      }
    }
    for (Map.Entry<String, Uuid> known : ids.entrySet()) {
      if (!known.getValue().equals(found.get(known.getKey()))) {
        throw deleted(known.getKey(), folder);
      }
    }
    ids = found;
  }

  private static SandboxException deleted(String topic, Path folder) {
    return SandboxException.failed(
        "topic "
            + topic
            + " was deleted while the stack ran; its records are lost, and so everything is stopped"
            + " before it is counted wrongly: start over with --fresh, which empties "
            + folder);
  }

  @Override
  public void close() {
    admin.close();
  }
}
