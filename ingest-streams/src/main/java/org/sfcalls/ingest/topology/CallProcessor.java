package org.sfcalls.ingest.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.sfcalls.ingest.topology.Repeats.Recognition.NEW;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.sfcalls.calls.validation.CallField;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.CrimeId;
import org.sfcalls.calls.validation.Fault;
import org.sfcalls.calls.validation.Reason;
import org.sfcalls.calls.validation.Validation;
import org.sfcalls.calls.validation.Validation.Rejected;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.ingest.encoding.CallEncoder;
import org.sfcalls.ingest.encoding.CallSerialization;
import org.sfcalls.ingest.encoding.CallTranscoder;
import org.sfcalls.ingest.encoding.ConfluentSerializer;
import org.sfcalls.ingest.metrics.IngestMeters;
import org.sfcalls.ingest.preflight.Deleted;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.FaultCode;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.WireFormat;

/**
 * Gives every raw record exactly one outcome (clean, rejected or repeated) and counts it in the
 * ledger. A record that was deleted before it was read is counted there as lost.
 */
final class CallProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  /** How often changed ledger counts go out, wall-clock. */
  static final Duration LEDGER_INTERVAL = Duration.ofSeconds(1);

  private static final int MOST_UNKNOWN_FIELDS = 100;
  private static final String OTHER_FIELDS = "(other)";

  private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();
  private static final long HASH_SEED = 0;

  private static final List<Fault> CONFLICTING_REPEAT =
      List.of(
          new Fault(
              Reason.CONFLICTING_REPEAT,
              CallField.CRIME_ID.jsonName(),
              "crime_id was received before with different content; the first call is on the clean topic"));

  private static final List<Fault> TOO_MANY_GROUPS =
      List.of(
          new Fault(
              Reason.TOO_MANY_GROUPS,
              CallField.ORIGINAL_CRIME_TYPE_NAME.jsonName(),
              "the calls of this day have too many different pairs of type and disposition; check"
                  + " the sender, or raise ingest's --max-groups and send this call back with redrive"));

  private final IngestConfig config;
  private final Repartition repartition;
  private final String repartitionedTopic;
  private final Map<TopicPartition, Deleted> deleted;
  private final CallParser parser;
  private final Function<PoliceCall, byte[]> serializer;

  /** Null where another serializer than ours is wanted. */
  private final CallTranscoder transcoder;

  private final RecordEncoder<LedgerKey> ledgerKeyEncoder;
  private final RecordEncoder<LedgerCount> ledgerCountEncoder;

  private final IngestMeters meters;
  private final GroupLimit groupLimit;
  private final Latencies latencies = new Latencies();

  /** Names of fields that the export does not have, to records of this transaction. */
  private final Map<String, Long> unknownFields = new HashMap<>();

  /** Records of this transaction that were sent to another task. */
  private long repartitioned;

  private ProcessorContext<byte[], byte[]> context;
  private Ledger ledger;

  /** Null where repeats are not recognised. */
  private Repeats repeats;

  CallProcessor(
      IngestConfig config,
      SchemaIds schemaIds,
      Repartition repartition,
      Map<TopicPartition, Deleted> deleted,
      InstantSource clock,
      IngestMeters meters) {
    this.config = config;
    this.repartition = repartition;
    this.repartitionedTopic = config.topics().repartitioned();
    this.deleted = deleted;
    this.meters = meters;
    this.groupLimit = new GroupLimit(config.maxGroups(), HASH);
    this.parser = new CallParser(config.limits(), clock);
    if (config.serialization() instanceof CallSerialization.Confluent confluent) {
      this.transcoder = null;
      this.serializer =
          new ConfluentSerializer(confluent.client(), config.topics().clean())::serialize;
    } else {
      this.transcoder = new CallTranscoder(schemaIds.policeCall(), config.limits(), clock);
      this.serializer = new CallEncoder(schemaIds.policeCall())::encode;
    }
    this.ledgerKeyEncoder = new RecordEncoder<>(LedgerKey.class, schemaIds.ledgerKey());
    this.ledgerCountEncoder = new RecordEncoder<>(LedgerCount.class, schemaIds.ledgerCount());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.ledger =
        new Ledger(
            context.getStateStore(IngestTopology.LEDGER_STORE), context.taskId().partition());
    deleted.forEach(
        (from, gap) -> {
          if (from.partition() == context.taskId().partition()) {
            ledger.lost(from.topic(), gap.upTo(), gap.records());
          }
        });
    this.repeats =
        config.repeats().recognises()
            ? new Repeats(
                context.getStateStore(IngestTopology.REPEATS_STORE),
                config.repeats().retention(),
                config.repeats().maxCalls())
            : null;
    CommitHook hook = context.getStateStore(IngestTopology.COMMIT_HOOK);
    hook.beforeCommit(this::save);
    context.schedule(LEDGER_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::publishLedger);
  }

  @Override
  public void process(Record<byte[], byte[]> read) {
    if (metadata().topic().equals(repartitionedTopic)) {
      Repartition.Arrived arrived = Repartition.arrived(read);
      process(arrived.raw(), arrived.from());
    } else {
      process(read, null);
    }
  }

  private RecordMetadata metadata() {
    return context
        .recordMetadata()
        .orElseThrow(() -> new IllegalStateException("a record of no topic"));
  }

  /**
   * @param from where the producer had put a record that was sent here for its call's id; null of
   *     one that stands where it did
   */
  private void process(Record<byte[], byte[]> raw, Repartition.Place from) {
    if (transcoder != null && transcoder.transcode(raw.value())) {
      if (from != null || !sentOn(raw, transcoder.crimeId())) {
        accept(
            raw,
            from,
            transcoder.crimeId(),
            transcoder.crimeIdNumber(),
            transcoder.eventTimeMs(),
            transcoder.encoded());
      }
      return;
    }
    Validation validation = parser.parse(raw.value());
    if (validation instanceof Valid valid) {
      PoliceCall call = valid.call();
      byte[] id = call.getCrimeId().getBytes(UTF_8);
      if (from != null || !sentOn(raw, id)) {
        valid.unknownFields().forEach(this::countUnknown);
        accept(
            raw,
            from,
            id,
            CrimeId.number(call.getCrimeId()),
            call.getCallDateTime().toEpochMilli(),
            serializer.apply(call));
      }
    } else if (validation instanceof Rejected rejected) {
      reject(raw, from, rejected.faults());
    }
  }

  /**
   * Sends the record to the task that knows the calls of this id, where it is another one. Its
   * outcome is counted there.
   */
  private boolean sentOn(Record<byte[], byte[]> raw, byte[] id) {
    if (repeats == null || repartition.of(id) == context.taskId().partition()) {
      return false;
    }
    repartitioned++;
    context.forward(
        Repartition.sent(raw, ownHeaders(raw), Repartition.Place.of(metadata()), id),
        IngestTopology.REPARTITIONED);
    return true;
  }

  private void accept(
      Record<byte[], byte[]> raw,
      Repartition.Place from,
      byte[] key,
      long id,
      long eventTimeMs,
      byte[] encoded) {
    if (!groupLimit.admits(encoded, eventTimeMs)) {
      // Before it is remembered: sent back later, it is no repeat.
      reject(raw, from, TOO_MANY_GROUPS);
      return;
    }
    switch (repeats == null ? NEW : repeats.recognise(id, hash(encoded), eventTimeMs)) {
      case NEW -> {
        latencies.add(raw.timestamp());
        ledger.clean();
        Headers headers = ownHeaders(raw);
        // How a call became clean is told by the raw record; who reads clean calls need not know.
        headers.remove(DeadLetter.ATTEMPT);
        context.forward(new Record<>(key, encoded, raw.timestamp(), headers), IngestTopology.CLEAN);
      }
      case SAME -> {
        latencies.add(raw.timestamp());
        ledger.repeated();
      }
      case CONFLICTING -> reject(raw, from, CONFLICTING_REPEAT);
    }
  }

  private static long hash(byte[] encoded) {
    return HASH.hash(
        encoded, WireFormat.HEADER_BYTES, encoded.length - WireFormat.HEADER_BYTES, HASH_SEED);
  }

  private void reject(Record<byte[], byte[]> raw, Repartition.Place from, List<Fault> faults) {
    latencies.add(raw.timestamp());
    Fault first = faults.get(0);
    Headers headers = ownHeaders(raw);
    (from == null ? Repartition.Place.of(metadata()) : from).addTo(headers);
    put(
        headers,
        DeadLetter.MESSAGE,
        faults.stream().map(Fault::message).collect(Collectors.joining("; ")));
    put(headers, DeadLetter.REASON, first.reason().name());
    if (first.field() != null) {
      put(headers, DeadLetter.FIELD, first.field());
    }
    put(
        headers,
        DeadLetter.FAULTS,
        FaultCode.format(
            faults.stream()
                .map(fault -> new FaultCode(fault.reason().name(), fault.field()))
                .toList()));
    ledger.rejected(first.reason());
    context.forward(raw.withHeaders(headers), IngestTopology.REJECTED);
  }

  private void countUnknown(String field) {
    // A transaction has thousands of records, and a hostile sender as many names in each.
    boolean room = unknownFields.size() < MOST_UNKNOWN_FIELDS || unknownFields.containsKey(field);
    unknownFields.merge(room ? field : OTHER_FIELDS, 1L, Long::sum);
  }

  private void save() {
    ledger.save(meters::outcome);
    unknownFields.forEach(meters::unknownField);
    unknownFields.clear();
    meters.repartitioned(repartitioned);
    repartitioned = 0;
    latencies.tell(context.currentSystemTimeMs(), meters::latency);
    if (repeats != null) {
      repeats.save();
    }
  }

  private void publishLedger(long now) {
    ledger.publish(
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
    if (!raw.headers().iterator().hasNext()) {
      return raw.headers();
    }
    Headers headers = new RecordHeaders(raw.headers());
    DeadLetter.HEADERS.forEach(headers::remove);
    return headers;
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
