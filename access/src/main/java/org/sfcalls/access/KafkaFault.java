package org.sfcalls.access;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** What a failure of Kafka's clients means to the user, and what to do about it. */
public final class KafkaFault {

  private KafkaFault() {}

  /**
   * The message for a failure that waiting does not mend: refused credentials, missing rights,
   * settings that can't be. Empty for all others.
   *
   * @param failure as thrown; its causes are looked at, too
   */
  public static Optional<String> explain(KafkaConnection kafka, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SslAuthenticationException) {
        return Optional.of(
            at(kafka)
                + " and this program can't agree on TLS ("
                + root(cause)
                + "): check the ssl. settings of --kafka.properties");
      }
      if (cause instanceof AuthenticationException) {
        return Optional.of(
            at(kafka)
                + " refused the user's name or password ("
                + cause.getMessage()
                + "): check security.protocol, sasl.mechanism and sasl.jaas.config in"
                + " --kafka.properties or the environment");
      }
      if (cause instanceof AuthorizationException refused) {
        return Optional.of(forbidden(kafka, refused));
      }
      // A name that can't be resolved may be known a moment later.
      if (cause instanceof ConfigException && !isUnresolved(cause)) {
        return Optional.of(
            "the settings of Kafka's clients can't be used: "
                + root(failure)
                + "; check --kafka.properties, --kafka.property and --bootstrap");
      }
    }
    return Optional.empty();
  }

  /**
   * The message for a right that the user lacks, with the command that grants it.
   *
   * @param operation right, as {@code kafka-acls} calls it
   * @param resource kind of what it is on, as the option of {@code kafka-acls} is called
   */
  public static String lacking(
      KafkaConnection kafka, String operation, String resource, Collection<String> names) {
    return at(kafka)
        + " refuses this user the right "
        + operation
        + " on "
        + resource
        + " "
        + String.join(", ", names)
        + "; an administrator grants it: kafka-acls --add --allow-principal User:NAME --operation "
        + operation
        + names.stream().map(name -> " --" + resource + " " + name).collect(Collectors.joining());
  }

  /**
   * The message for a user who may not use transactions; the broker's refusal does not name the id.
   *
   * @param prefix what the transactional ids begin with
   */
  public static String lackingTransactions(KafkaConnection kafka, String prefix) {
    return lacking(kafka, "Write", "transactional-id", Set.of(prefix))
        + " --resource-pattern-type prefixed";
  }

  private static String forbidden(KafkaConnection kafka, AuthorizationException refused) {
    if (refused instanceof TopicAuthorizationException topics
        && !topics.unauthorizedTopics().isEmpty()) {
      return lacking(kafka, "All", "topic", topics.unauthorizedTopics());
    }
    if (refused instanceof GroupAuthorizationException group && group.groupId() != null) {
      return lacking(kafka, "Read", "group", Set.of(group.groupId()));
    }
    return at(kafka)
        + " refuses this user a right that is needed ("
        + root(refused)
        + "); an administrator grants it with kafka-acls, see ingest-streams/README.md";
  }

  /** Whether the broker refused a record for its size. */
  public static boolean isRecordTooLarge(Throwable failure) {
    return failure != null
        && (failure instanceof RecordTooLargeException || isRecordTooLarge(failure.getCause()));
  }

  /** The message at the bottom of a failure, in one line. */
  public static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().findFirst().orElse(cause.toString()).strip();
  }

  private static boolean isUnresolved(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains("No resolvable bootstrap urls");
  }

  private static String at(KafkaConnection kafka) {
    return "the broker at " + kafka.bootstrap();
  }
}
