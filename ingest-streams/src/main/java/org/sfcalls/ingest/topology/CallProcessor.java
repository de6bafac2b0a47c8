package org.sfcalls.ingest.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.sfcalls.ingest.encoding.CallEncoder;
import org.sfcalls.ingest.validation.CallParser;
import org.sfcalls.ingest.validation.Fault;
import org.sfcalls.ingest.validation.Validation;
import org.sfcalls.ingest.validation.Validation.Rejected;
import org.sfcalls.ingest.validation.Validation.Valid;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.FaultCode;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;

/**
 * Gives every raw record exactly one outcome (clean, rejected or repeated) and counts it in the
 * ledger.
 */
final class CallProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  /** How often changed ledger counts go out, wall-clock. */
  static final Duration LEDGER_INTERVAL = Duration.ofSeconds(1);

  private final IngestConfig config;
  private final CallParser parser;
  private final CallEncoder callEncoder;
  private final RecordEncoder<LedgerKey> ledgerKeyEncoder;
  private final RecordEncoder<LedgerCount> ledgerCountEncoder;

  private ProcessorContext<byte[], byte[]> context;
  private Repeats repeats;
  private Ledger ledger;

  CallProcessor(IngestConfig config, SchemaIds schemaIds, InstantSource clock) {
    this.config = config;
    this.parser = new CallParser(config.limits(), clock);
    this.callEncoder = new CallEncoder(schemaIds.policeCall());
    this.ledgerKeyEncoder = new RecordEncoder<>(LedgerKey.class, schemaIds.ledgerKey());
    this.ledgerCountEncoder = new RecordEncoder<>(LedgerCount.class, schemaIds.ledgerCount());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.repeats =
        new Repeats(context.getStateStore(IngestTopology.REPEATS_STORE), config.repeatRetention());
    this.ledger = new Ledger(context.getStateStore(IngestTopology.LEDGER_STORE));
    context.schedule(LEDGER_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::publishLedger);
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    Validation validation = parser.parse(raw.value());
    if (validation instanceof Valid valid) {
      accept(raw, valid.call());
    } else if (validation instanceof Rejected rejected) {
      reject(raw, rejected);
    }
  }

  private void accept(Record<byte[], byte[]> raw, PoliceCall call) {
    if (repeats.isRepeat(call.getCrimeId(), call.getCallDateTime().toEpochMilli())) {
      ledger.repeated();
      return;
    }
    ledger.clean();
    Headers headers = ownHeaders(raw);
    // How a call became clean is told by the raw record; who reads clean calls need not know.
    headers.remove(DeadLetter.ATTEMPT);
    context.forward(
        raw.withKey(call.getCrimeId().getBytes(UTF_8))
            .withValue(callEncoder.encode(call))
            .withHeaders(headers),
        IngestTopology.CLEAN);
  }

  private void reject(Record<byte[], byte[]> raw, Rejected rejected) {
    Fault first = rejected.faults().get(0);
    RecordMetadata from =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record of no topic"));
    Headers headers = ownHeaders(raw);
    put(headers, DeadLetter.TOPIC, from.topic());
    put(headers, DeadLetter.PARTITION, Integer.toString(from.partition()));
    put(headers, DeadLetter.OFFSET, Long.toString(from.offset()));
    put(
        headers,
        DeadLetter.MESSAGE,
        rejected.faults().stream().map(Fault::message).collect(Collectors.joining("; ")));
    put(headers, DeadLetter.REASON, first.reason().name());
    if (first.field() != null) {
      put(headers, DeadLetter.FIELD, first.field());
    }
    put(
        headers,
        DeadLetter.FAULTS,
        FaultCode.format(
            rejected.faults().stream()
                .map(fault -> new FaultCode(fault.reason().name(), fault.field()))
                .toList()));
    ledger.rejected(first.reason());
    context.forward(raw.withHeaders(headers), IngestTopology.REJECTED);
  }

  private void publishLedger(long now) {
    ledger.publish(
        context.taskId().partition(),
        (key, count) ->
            context.forward(
                new Record<>(
                    ledgerKeyEncoder.encode(key),
                    ledgerCountEncoder.encode(new LedgerCount(count)),
                    now),
                IngestTopology.LEDGER));
  }

  /** The headers that a record came with, but for those of an earlier rejection. */
  private static Headers ownHeaders(Record<byte[], byte[]> raw) {
    Headers headers = new RecordHeaders(raw.headers());
    DeadLetter.HEADERS.forEach(headers::remove);
    return headers;
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
