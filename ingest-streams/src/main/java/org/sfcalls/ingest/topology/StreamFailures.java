package org.sfcalls.ingest.topology;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread dies: after a failure that passes (a broker that does not
 * answer, a producer that was fenced) a new thread takes its place, after any other the instance
 * ends. Either way the open transaction is aborted, so nothing is lost and nothing counted twice.
 */
final class StreamFailures implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(StreamFailures.class);

  /** Kafka's consumer has no class of its own for it. */
  private static final String DAMAGED = "is invalid, cause: ";

  /**
   * Words of Kafka Streams, which has no class for a changelog with fewer partitions than tasks.
   */
  private static final String OTHER_PARTITIONS = "has invalid partitions";

  private final KafkaConnection kafka;
  private final String applicationId;
  private final Runnable onReplacement;
  private final AtomicReference<Throwable> fatal = new AtomicReference<>();

  /** Of the first record that was too large: the producer fails those after it for the same. */
  private final AtomicReference<String> tooSmallTopic = new AtomicReference<>();

  /**
   * @param applicationId what the transactional ids begin with
   * @param onReplacement runs each time that a thread is replaced
   */
  StreamFailures(KafkaConnection kafka, String applicationId, Runnable onReplacement) {
    this.kafka = kafka;
    this.applicationId = applicationId;
    this.onReplacement = onReplacement;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    if (passes(failure)) {
      LOG.warn("a stream thread failed and is replaced: {}", KafkaFault.root(failure));
      onReplacement.run();
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    fatal.compareAndSet(null, failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** Notes that the topic did not accept a record because of its size. */
  void tooLargeFor(String topic) {
    tooSmallTopic.compareAndSet(null, topic);
  }

  /**
   * Whether a new thread may get on where this one failed. Refusals and faults of the program come
   * again with every thread.
   */
  private boolean passes(Throwable failure) {
    if (refusal(failure).isPresent()) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // Fencing (ProducerFenced, InvalidProducerEpoch and so on) asks the application to begin
      // anew.
      if (cause instanceof RetriableException
          || cause instanceof ApplicationRecoverableException
          || cause instanceof TransactionAbortedException
          || cause instanceof TransactionAbortableException
          || cause instanceof OutOfOrderSequenceException
          // The broker was away for longer than a transaction may last, and ended it when it came
          // back.
          || cause instanceof InvalidTxnStateException
          || cause instanceof CommitFailedException
          || cause instanceof TaskMigratedException
          || cause instanceof TaskCorruptedException
          || isUnacknowledged(cause)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the producer gave up on records that were sent and never acknowledged, as at the commit
   * while a broker is away. It has no class of its own for that, only these words. The producer of
   * the new thread has the broker abort the transaction.
   */
  private static boolean isUnacknowledged(Throwable cause) {
    return cause.getClass() == KafkaException.class
        && String.valueOf(cause.getMessage())
            .startsWith("The client hasn't received acknowledgment for some previously sent");
  }

  /**
   * Does nothing if no thread failed for good.
   *
   * @throws CommandFailure saying what failed and what to do
   */
  void throwIfFatal() {
    if (fatal.get() != null) {
      throw asCommandFailure(fatal.get());
    }
  }

  /** The user's message for a failure that ended the instance. */
  CommandFailure asCommandFailure(Throwable failure) {
    return new CommandFailure(refusal(failure).orElseGet(() -> explain(failure)), failure);
  }

  private Optional<String> refusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TransactionalIdAuthorizationException) {
        return Optional.of(KafkaFault.lackingTransactions(kafka, applicationId + "-"));
      }
    }
    return KafkaFault.explain(kafka, failure);
  }

  private static boolean isOf(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private String explain(Throwable failure) {
    String topic = tooSmallTopic.get();
    if (topic != null && KafkaFault.isRecordTooLarge(failure)) {
      return "ingest stopped: topic "
          + topic
          + " did not accept a record ("
          + KafkaFault.root(failure)
          + "); nothing is lost, the record stays on the raw topic: raise max.message.bytes"
          + " (kafka-configs --alter --topic "
          + topic
          + " --add-config max.message.bytes=N), and start ingest again";
    }
    String what =
        String.valueOf(failure.getMessage())
            .lines()
            .findFirst()
            .orElse("")
            .replaceAll(" due to:$", "");
    String stopped =
        "ingest stopped: " + what + " (" + KafkaFault.root(failure) + "); nothing is lost, ";
    if (isOf(failure, InvalidTimestampException.class)) {
      return stopped
          + "but a topic refuses the timestamp of a record: './sfcalls topics create' gives all topics"
          + " the settings that they need; then start ingest again";
    }
    if (isOf(failure, InvalidOffsetException.class)) {
      return "ingest stopped: what comes next on a raw partition is no longer there ("
          + KafkaFault.root(failure)
          + "): records were deleted before they were read; start ingest again, and it says which";
    }
    if (String.valueOf(KafkaFault.root(failure)).contains(OTHER_PARTITIONS)) {
      return "ingest stopped: the raw topic got more partitions while ingest ran; nothing is lost:"
          + " start ingest again, and it reads them too";
    }
    if (String.valueOf(KafkaFault.root(failure)).contains(DAMAGED)) {
      return "ingest stopped: a record is damaged on the broker's disk ("
          + KafkaFault.root(failure)
          + "); nothing is passed over: put the partition back from a copy, or delete the records"
          + " up to the next good one (kafka-delete-records) and start once with --skip-deleted;"
          + " the account then shows them as lost";
    }
    if (failure instanceof MissingSourceTopicException) {
      return stopped + "but the raw topic was deleted while ingest ran: create it again";
    }
    return stopped
        + "the records since the last commit are read again at the next start; if it happens again,"
        + " --debug shows where in the program";
  }
}
