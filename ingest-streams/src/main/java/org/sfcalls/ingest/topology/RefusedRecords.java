package org.sfcalls.ingest.topology;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Handles a record that the broker does not accept as Kafka Streams' default does, and reports
 * which topic a record was too large for. The exception that ends the stream thread does not say:
 * it may name the topic of a later record, which was being sent when the thread learnt of the
 * failure.
 */
public final class RefusedRecords extends DefaultProductionExceptionHandler {

  /** Setting: the {@link StreamFailures} that it reports to; none is needed. */
  static final String FAILURES = "sfcalls.stream.failures";

  private StreamFailures failures;

  @Override
  public void configure(Map<String, ?> configs) {
    super.configure(configs);
    failures = (StreamFailures) configs.get(FAILURES);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    if (failures != null && exception instanceof RecordTooLargeException) {
      failures.tooLargeFor(record.topic());
    }
    return super.handleError(context, record, exception);
  }
}
