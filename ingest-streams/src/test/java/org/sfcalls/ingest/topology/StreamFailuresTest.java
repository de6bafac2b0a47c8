package org.sfcalls.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;

class StreamFailuresTest {
  private final AtomicInteger replaced = new AtomicInteger();
  private final StreamFailures failures =
      new StreamFailures(
          KafkaConnection.to("broker:9092"), "sfcalls-ingest", replaced::incrementAndGet);

  @Test
  void aFailureThatPassesCostsAThreadAndNotTheInstance() {
    for (RuntimeException passing :
        new RuntimeException[] {
          new TimeoutException("no answer in 60000 ms"),
          new ProducerFencedException("a newer producer"),
          new InvalidProducerEpochException("an old epoch"),
          new InvalidTxnStateException("the broker ended the transaction"),
          // As Kafka 4.3's producer tells it at the commit, while the broker is away.
          new KafkaException(
              "Cannot execute transactional method because we are in an error state",
              new KafkaException(
                  "The client hasn't received acknowledgment for some previously sent messages and"
                      + " can no longer retry them. It is safe to abort the transaction and"
                      + " continue.")),
        }) {
      assertThat(failures.handle(new StreamsException("task 0_0 failed", passing)))
          .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }
    assertThat(replaced).hasValue(5);
    failures.throwIfFatal();
  }

  @Test
  void aProducerInAnErrorStateForAnotherReasonEndsTheInstance() {
    end(
        new KafkaException(
            "Cannot execute transactional method because we are in an error state",
            new KafkaException("Unexpected error in InitProducerIdResponse")));
  }

  @Test
  void aRightThatIsLackingEndsTheInstanceAndNamesTheTopicAndTheRemedy() {
    end(new TopicAuthorizationException(Set.of("calls.clean")));
    assertThatThrownBy(failures::throwIfFatal)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("broker:9092")
        .hasMessageContaining("kafka-acls --add")
        .hasMessageContaining("--topic calls.clean");
  }

  @Test
  void theGroupIsNamedWhereItsRightIsLacking() {
    end(GroupAuthorizationException.forGroupId("sfcalls-ingest"));
    assertThatThrownBy(failures::throwIfFatal).hasMessageContaining("--group sfcalls-ingest");
  }

  @Test
  void theTransactionalIdIsNamedWhereItsRightIsLackingThoughTheBrokersRefusalDoesNotNameIt() {
    end(new TransactionalIdAuthorizationException("Transactional Id authorization failed."));
    assertThatThrownBy(failures::throwIfFatal)
        .hasMessageContaining("the right Write on transactional-id sfcalls-ingest-")
        .hasMessageEndingWith(
            " --transactional-id sfcalls-ingest- --resource-pattern-type prefixed");
  }

  @Test
  void aRecordThatIsDamagedOnTheDiskEndsTheInstanceAndIsNotSaidToPass() {
    // As Kafka 4.3's consumer reports it.
    end(
        new StreamsException(
            new KafkaException(
                "Received exception when fetching the next record from calls.raw-0. If needed,"
                    + " please seek past the record to continue consumption.",
                new KafkaException(
                    "Record batch for partition calls.raw-0 at offset 2159 is invalid, cause: Record"
                        + " is corrupt (stored crc = 1, computed crc = 2)"))));
    assertThatThrownBy(failures::throwIfFatal)
        .hasMessageContaining("calls.raw-0 at offset 2159")
        .hasMessageContaining("put the partition back from a copy")
        .hasMessageContaining("--skip-deleted")
        .hasMessageNotContaining("nothing is lost");
  }

  @Test
  void refusedCredentialsEndTheInstance() {
    end(new SaslAuthenticationException("invalid credentials"));
    assertThatThrownBy(failures::throwIfFatal).hasMessageContaining("sasl.jaas.config");
  }

  @Test
  void aRecordThatTheBrokerDoesNotTakeEndsTheInstanceWithItsTopicAndTheSetting() {
    RecordTooLargeException refusal = new RecordTooLargeException("larger than the broker accepts");
    ErrorHandlerContext context =
        new DefaultErrorHandlerContext(
            null, "calls.raw", 0, 5, null, "call", new TaskId(0, 0), 0, null, null);
    RefusedRecords handler = new RefusedRecords();
    handler.configure(Map.of(RefusedRecords.FAILURES, failures));
    for (String topic : List.of("calls.rejected", "calls.clean")) {
      ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, new byte[1]);
      assertThat(handler.handleError(context, record, refusal).result())
          .isEqualTo(ProductionExceptionHandler.Result.FAIL);
    }
    failures.handle(
        new StreamsException(
            "Error encountered trying to send record to topic calls.clean", refusal));
    assertThatThrownBy(failures::throwIfFatal)
        .hasMessageContaining("topic calls.rejected did not accept a record (larger than")
        .hasMessageContaining("nothing is lost")
        .hasMessageContaining("--topic calls.rejected --add-config max.message.bytes=N")
        .hasMessageNotContaining("calls.clean");
  }

  @Test
  void aTimestampThatATopicRefusesIsToldWithTheRemedy() {
    failures.handle(
        new StreamsException(
            "Error encountered sending record to topic calls.clean for task 0_0 due to:\nit",
            new InvalidTimestampException("Timestamp of message with offset 0 is out of range")));
    assertThatThrownBy(failures::throwIfFatal)
        .hasMessageContaining("to topic calls.clean")
        .hasMessageContaining("'./sfcalls topics create' gives all topics the settings");
  }

  @Test
  void recordsThatWereDeletedUnderWayAreNoReasonToBeginAnew() {
    failures.handle(
        new StreamsException(
            "No valid committed offset found for input [calls.raw]",
            new OffsetOutOfRangeException(Map.of(new TopicPartition("calls.raw", 2), 7L))));
    assertThatThrownBy(failures::throwIfFatal)
        .hasMessageContaining("calls.raw-2")
        .hasMessageContaining("records were deleted before they were read");
  }

  @Test
  void newPartitionsAskForANewStartAndNotForKafkasResetTool() {
    failures.handle(
        new StreamsException(
            "Existing internal topic sfcalls-ingest-ledger-changelog has invalid partitions:"
                + " expected: 6; actual: 4. Use 'org.apache.kafka.tools.StreamsResetter' tool to clean"
                + " up invalid topics before processing."));
    assertThatThrownBy(failures::throwIfFatal)
        .hasMessageContaining("the raw topic got more partitions")
        .hasMessageNotContaining("StreamsResetter");
  }

  @Test
  void aFaultOfTheProgramEndsTheInstanceWithTheRecordThatItFailedAt() {
    failures.handle(
        new StreamsException(
            "Exception caught in process. taskId=0_0, topic=calls.raw, partition=0, offset=5",
            new IllegalStateException("no such state")));
    assertThatThrownBy(failures::throwIfFatal)
        .hasMessageContaining("topic=calls.raw, partition=0, offset=5 (no such state)");
    assertThat(replaced).hasValue(0);
  }

  private void end(RuntimeException cause) {
    assertThat(failures.handle(new StreamsException("task 0_0 failed", cause)))
        .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
  }
}
