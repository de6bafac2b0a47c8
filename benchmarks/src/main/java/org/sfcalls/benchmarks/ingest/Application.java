package org.sfcalls.benchmarks.ingest;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.sfcalls.access.Patience;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.ingest.encoding.CallSerialization;
import org.sfcalls.ingest.metrics.IngestMeters;
import org.sfcalls.ingest.preflight.BrokerCheck;
import org.sfcalls.ingest.topology.IngestConfig;
import org.sfcalls.ingest.topology.IngestTopology;
import org.sfcalls.ingest.topology.RepeatMemory;
import org.sfcalls.ingest.topology.SchemaIds;
import org.sfcalls.ingest.topology.StreamsSettings;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/** The applications that are measured, each from {@code calls.raw} to {@code calls.clean}. */
public enum Application {
  /** Copies the bytes: what the broker, the clients and Kafka Streams leave to be had. */
  COPY,
  OURS,
  OURS_NO_REPEATS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public WarmJvm start(String heap, Stack stack, Path state) {
    String name = "ingest-" + this;
    List<String> line = new ArrayList<>(Stack.INGEST_JAVA_OPTIONS);
    line.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ApplicationMain.class.getName(),
            name(),
            stack.bootstrap(),
            stack.registryUrl(),
            state.resolve(name).toString()));
    return WarmJvm.start(toString(), heap, line, Map.of(), stack.log(name));
  }

  /** The topology, and positions for its group. The registry must hold the topics' subjects. */
  Topology topology(Topics topics, String registryUrl, StreamsSettings settings) {
    return switch (this) {
      case COPY -> copy(topics);
      case OURS -> ours(topics, RepeatMemory.DEFAULT, registryUrl, settings);
      case OURS_NO_REPEATS -> ours(topics, RepeatMemory.NONE, registryUrl, settings);
    };
  }

  private static Topology copy(Topics topics) {
    ByteArrayDeserializer in = new ByteArrayDeserializer();
    ByteArraySerializer out = new ByteArraySerializer();
    return new Topology()
        .addSource(AutoOffsetReset.earliest(), "raw-calls", in, in, topics.raw())
        .addSink("copied-calls", topics.clean(), out, out, "raw-calls");
  }

  private static Topology ours(
      Topics topics, RepeatMemory repeats, String registryUrl, StreamsSettings settings) {
    BrokerCheck check =
        new BrokerCheck(
            settings.kafka(), topics, settings.applicationId(), Set.of(), "ledger", false);
    return IngestTopology.build(
        new IngestConfig(topics, Limits.DEFAULT, repeats, new CallSerialization.Direct()),
        SchemaIds.from(new Registry(registryUrl), topics),
        check.run(new Patience(), Duration.ofMinutes(1)),
        Clock.systemUTC(),
        new IngestMeters());
  }
}
