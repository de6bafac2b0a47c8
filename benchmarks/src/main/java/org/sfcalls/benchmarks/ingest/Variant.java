package org.sfcalls.benchmarks.ingest;

import java.time.Clock;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.sfcalls.benchmarks.obvious.ObviousTopology;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.ingest.encoding.CallSerialization;
import org.sfcalls.ingest.metrics.IngestMeters;
import org.sfcalls.ingest.topology.IngestConfig;
import org.sfcalls.ingest.topology.IngestTopology;
import org.sfcalls.ingest.topology.RepeatMemory;
import org.sfcalls.ingest.topology.SchemaIds;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/** The applications that are measured, each from {@code calls.raw} to {@code calls.clean}. */
enum Variant {
  /** Copies the bytes: what the broker, the clients and Kafka Streams leave to be had. */
  COPY("copy", (topics, registryUrl) -> copy(topics)),

  OBVIOUS("obvious", ObviousTopology::build),

  /** The pipeline's own, with everything that it does: validation, repeats, ledger. */
  OURS("ours", (topics, registryUrl) -> ours(topics, RepeatMemory.DEFAULT, registryUrl)),

  /** The pipeline's own without the memory of repeats. */
  OURS_NO_REPEATS(
      "ours-no-repeats", (topics, registryUrl) -> ours(topics, RepeatMemory.NONE, registryUrl));

  private interface Application {
    Topology topology(Topics topics, String registryUrl);
  }

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Application application;

  Variant(String label, Application application) {
    this.label = label;
    this.application = application;
  }

  /** The application's topology; the registry must hold the topics' subjects. */
  Topology topology(Topics topics, String registryUrl) {
    return application.topology(topics, registryUrl);
  }

  @Override
  public String toString() {
    return label;
  }

  private static Topology copy(Topics topics) {
    ByteArrayDeserializer in = new ByteArrayDeserializer();
    ByteArraySerializer out = new ByteArraySerializer();
    return new Topology()
        .addSource(AutoOffsetReset.earliest(), "raw-calls", in, in, topics.raw())
        .addSink("copied-calls", topics.clean(), out, out, "raw-calls");
  }

  private static Topology ours(Topics topics, RepeatMemory repeats, String registryUrl) {
    return IngestTopology.build(
        new IngestConfig(topics, Limits.DEFAULT, repeats, new CallSerialization.Direct()),
        SchemaIds.from(new Registry(registryUrl), topics),
        Clock.systemUTC(),
        new IngestMeters());
  }
}
