package org.sfcalls.ingest.topology;

import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.sfcalls.ingest.metrics.IngestMeters;
import org.sfcalls.ingest.preflight.BrokerCheck;
import org.sfcalls.ingest.preflight.Deleted;

/**
 * The topology of the ingest tier.
 *
 * <pre>
 * calls.raw -> validate-and-encode -> calls.clean          (Avro)
 *                                  -> calls.rejected       (as it came, with reason headers)
 *                                  -> calls.ledger         (counts per outcome)
 *                                  -> calls.repartitioned  (calls of another task, and back in)
 * </pre>
 *
 * <p>Each {@code crime_id} has one task that knows its calls: the task of the partition of
 * calls.repartitioned that Kafka's own partitioner gives the id. A producer that sets the id as the
 * key puts calls where they belong, and they never leave the task. Any other call takes the way
 * over calls.repartitioned, in the same transaction, so that a repeat is recognised whatever
 * partition it came on.
 *
 * <p>Bytes come in and bytes go out: no deserializer stands before the validation, so no record can
 * stop the stream. Nor does a source begin anywhere by itself: {@link BrokerCheck} gives the group
 * its positions, and records that are gone stop the stream instead of being passed over.
 */
public final class IngestTopology {

  static final String SOURCE = "raw-calls";
  static final String REPARTITIONED_SOURCE = "repartitioned-calls";
  static final String REPARTITIONED = "calls-of-other-partitions";
  static final String PROCESSOR = "validate-and-encode";
  static final String CLEAN = "clean-calls";
  static final String REJECTED = "rejected-calls";
  static final String LEDGER = "ledger-counts";

  /** Store of the calls seen, in chunks; see {@link Repeats}. */
  static final String REPEATS_STORE = "repeat-chunks";

  /** Store of the ledger: outcome to count. */
  static final String LEDGER_STORE = "ledger";

  /** Store that holds nothing; see {@link CommitHook}. */
  static final String COMMIT_HOOK = "commit-hook";

  private IngestTopology() {}

  /**
   * The topology for this configuration; nothing is contacted.
   *
   * @param found partitions of calls.repartitioned, and records that were deleted unread
   * @param clock tells the present, for the check that a call is not far ahead of it
   * @param meters are told what became of the records, at each commit
   */
  public static Topology build(
      IngestConfig config,
      SchemaIds schemaIds,
      BrokerCheck.Found found,
      InstantSource clock,
      IngestMeters meters) {
    ByteArrayDeserializer in = new ByteArrayDeserializer();
    ByteArraySerializer out = new ByteArraySerializer();
    Repartition repartition = new Repartition(found.repartitioned());
    return new Topology()
        .addSource(
            AutoOffsetReset.none(),
            SOURCE,
            IngestTopology::timestamp,
            in,
            in,
            config.topics().raw())
        .addSource(
            AutoOffsetReset.none(),
            REPARTITIONED_SOURCE,
            IngestTopology::timestamp,
            in,
            in,
            config.topics().repartitioned())
        .addProcessor(
            PROCESSOR,
            new Supplier(config, schemaIds, repartition, found.deleted(), clock, meters),
            SOURCE,
            REPARTITIONED_SOURCE)
        .addSink(REPARTITIONED, config.topics().repartitioned(), out, out, repartition, PROCESSOR)
        .addSink(CLEAN, config.topics().clean(), out, out, PROCESSOR)
        .addSink(REJECTED, config.topics().rejected(), out, out, PROCESSOR)
        .addSink(LEDGER, config.topics().ledger(), out, out, PROCESSOR);
  }

  /**
   * When a record was sent, epoch milliseconds; 0 where it does not say, which Kafka Streams' own
   * extractor would stop the stream for.
   */
  static long timestamp(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }

  private record Supplier(
      IngestConfig config,
      SchemaIds schemaIds,
      Repartition repartition,
      Map<TopicPartition, Deleted> deleted,
      InstantSource clock,
      IngestMeters meters)
      implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
      return new CallProcessor(config, schemaIds, repartition, deleted, clock, meters);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      // Both are small and change with every commit: memory and a changelog do, without a disk.
      StoreBuilder<KeyValueStore<String, Long>> ledger =
          Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(LEDGER_STORE), Serdes.String(), Serdes.Long());
      StoreBuilder<KeyValueStore<Long, byte[]>> repeats =
          Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(REPEATS_STORE), Serdes.Long(), Serdes.ByteArray());
      StoreBuilder<CommitHook> hook = CommitHook.builder(COMMIT_HOOK);
      return config.repeats().recognises() ? Set.of(hook, ledger, repeats) : Set.of(hook, ledger);
    }
  }
}
