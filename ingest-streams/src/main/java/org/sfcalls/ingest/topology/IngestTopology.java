package org.sfcalls.ingest.topology;

import java.time.InstantSource;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

/**
 * The topology of the ingest tier.
 *
 * <pre>
 * calls.raw -> validate-and-encode -> calls.clean      (Avro)
 *                                  -> calls.rejected   (as it came, with reason headers)
 *                                  -> calls.ledger     (counts per outcome)
 * </pre>
 *
 * <p>Bytes come in and bytes go out: no deserializer stands before the validation, so no record can
 * stop the stream.
 */
public final class IngestTopology {

  static final String SOURCE = "raw-calls";
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
   * @param clock tells the present, for the check that a call is not far ahead of it
   * @param meters are told what became of the records, at each commit
   */
  public static Topology build(
      IngestConfig config, SchemaIds schemaIds, InstantSource clock, IngestMeters meters) {
    ByteArrayDeserializer in = new ByteArrayDeserializer();
    ByteArraySerializer out = new ByteArraySerializer();
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            SOURCE,
            IngestTopology::timestamp,
            in,
            in,
            config.topics().raw())
        .addProcessor(PROCESSOR, new Supplier(config, schemaIds, clock, meters), SOURCE)
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
      IngestConfig config, SchemaIds schemaIds, InstantSource clock, IngestMeters meters)
      implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
      return new CallProcessor(config, schemaIds, clock, meters);
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
