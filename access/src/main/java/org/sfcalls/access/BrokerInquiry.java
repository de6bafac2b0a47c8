package org.sfcalls.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.sfcalls.access.Patience.NotYet;

/** Questions to a broker before a program begins its work, asked through the admin client. */
public final class BrokerInquiry {

  /** How long one question may take; the next one finds a broker that came up meanwhile. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

  /** A broker that is up answers within, and the user is to know soon that none does. */
  private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(1);

  private final KafkaConnection kafka;
  private final Admin admin;
  private final boolean setup;

  private BrokerInquiry(KafkaConnection kafka, Admin admin, boolean setup) {
    this.kafka = kafka;
    this.admin = admin;
    this.setup = setup;
  }

  /**
   * Questions through a client that is there already; nobody waits for the broker.
   *
   * @param admin stays open
   */
  public static BrokerInquiry through(KafkaConnection kafka, Admin admin) {
    return new BrokerInquiry(kafka, admin, false);
  }

  /** What is to be found out. */
  public interface Question<T> {
    /**
     * @throws NotYet when the broker gave no answer
     * @throws KafkaException the broker's answer, where it is a refusal
     */
    T ask(BrokerInquiry broker) throws NotYet;
  }

  /**
   * Waits until a broker answers, then asks.
   *
   * @param limit how long a broker may take to answer
   * @param question asked again from its beginning while no broker answers
   * @throws CommandFailure when none answers in time, or by the question itself
   */
  public static <T> T ask(
      KafkaConnection kafka, Patience patience, Duration limit, Question<T> question) {
    AtomicReference<Duration> longest = new AtomicReference<>(SHORTEST_ANSWER);
    return patience.until(
        limit,
        "is it running, is --bootstrap right, and does it want another security.protocol?"
            + " --broker-wait waits longer",
        () -> {
          int millis =
              (int)
                  Math.min(
                      longest.getAndSet(LONGEST_ANSWER).toMillis(),
                      Math.max(SHORTEST_ANSWER.toMillis(), limit.toMillis()));
          // In place of the user's: Kafka refuses one that does not fit the other.
          Map<String, Object> settings = kafka.settings(Map.of());
          settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
          settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
          try (Admin admin = Admin.create(settings)) {
            BrokerInquiry broker = new BrokerInquiry(kafka, admin, patience.setup());
            broker.answer(admin.describeCluster().nodes());
            return question.ask(broker);
          } catch (KafkaException e) {
            // Thrown where the client can't even be made.
            throw notYetOrNever(kafka, e);
          }
        });
  }

  /** The client, for questions whose answers {@link #answer} takes. */
  public Admin admin() {
    return admin;
  }

  /**
   * These topics; all must be there, each with the right that is needed.
   *
   * @throws CommandFailure when one is not there, or the right is lacking
   * @throws NotYet when one is not there, and all is being set up
   */
  public Map<String, TopicDescription> topics(Map<String, AclOperation> needed) throws NotYet {
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin
            .describeTopics(
                needed.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    Map<String, TopicDescription> topics = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    Map<AclOperation, List<String>> forbidden = new LinkedHashMap<>();
    for (Map.Entry<String, AclOperation> topic : needed.entrySet()) {
      String name = topic.getKey();
      AclOperation right = topic.getValue();
      try {
        TopicDescription found = answer(asked.get(name));
        topics.put(name, found);
        if (lacks(found.authorizedOperations(), right)) {
          forbidden.computeIfAbsent(right, any -> new ArrayList<>()).add(name);
        }
      } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
        missing.add(name);
      } catch (TopicAuthorizationException e) {
        forbidden.computeIfAbsent(right, any -> new ArrayList<>()).add(name);
      }
    }
    if (!forbidden.isEmpty()) {
      AclOperation right = forbidden.keySet().iterator().next();
      throw lacking(right, "topic", forbidden.get(right));
    }
    if (!missing.isEmpty()) {
      String message =
          "the broker at "
              + kafka.bootstrap()
              + " has no topic "
              + String.join(", ", missing)
              + ": './sfcalls topics create' creates all topics";
      if (setup) {
        throw new NotYet(message, null);
      }
      throw new CommandFailure(message);
    }
    return topics;
  }

  /** Whether a right is not among these, which are null where the broker does not tell. */
  public static boolean lacks(Set<AclOperation> rights, AclOperation needed) {
    return rights != null && !rights.contains(needed);
  }

  /** The failure to tell of where a right to read or write is lacking. */
  public CommandFailure lacking(AclOperation right, String resource, List<String> names) {
    String name = right == AclOperation.READ ? "Read" : "Write";
    return new CommandFailure(KafkaFault.lacking(kafka, name, resource, names));
  }

  /**
   * Waits for an answer.
   *
   * @throws NotYet when there is none
   * @throws KafkaException the broker's answer, where it is a refusal
   */
  public <T> T answer(KafkaFuture<T> asked) throws NotYet {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException refusal && isAnswer(refusal)) {
        throw refusal;
      }
      throw notYetOrNever(kafka, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while the broker was asked", e);
    }
  }

  private static boolean isAnswer(KafkaException refusal) {
    return refusal instanceof UnknownTopicOrPartitionException
        || (refusal instanceof ApiException && !(refusal instanceof RetriableException));
  }

  private static NotYet notYetOrNever(KafkaConnection kafka, Exception e) {
    Optional<String> never = KafkaFault.explain(kafka, e);
    if (never.isPresent()) {
      throw new CommandFailure(never.get(), e);
    }
    return new NotYet(
        "no broker answers at " + kafka.bootstrap() + " (" + KafkaFault.root(e) + ")", e);
  }
}
