package org.sfcalls.benchmarks.obvious;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Topics;

/**
 * Ingest of Kafka Streams' own operators and Confluent's serializer: valid calls to {@code
 * calls.clean}, others as they came to {@code calls.rejected}. No repeats, no ledger, no reasons.
 */
public final class ObviousTopology {
  private ObviousTopology() {}

  private record Parsed(byte[] json, Optional<PoliceCall> call) {}

  /** The topology; the registry is asked when the first call is encoded. */
  public static Topology build(Topics topics, String registryUrl) {
    TreeParser parser = new TreeParser();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(topics.raw(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .mapValues(json -> new Parsed(json, parser.parse(json)))
        .split()
        .branch(
            (key, parsed) -> parsed.call().isPresent(),
            Branched.withConsumer(
                valid ->
                    valid
                        .mapValues(parsed -> (Object) parsed.call().orElseThrow())
                        .to(topics.clean(), Produced.with(Serdes.ByteArray(), avro(registryUrl)))))
        .defaultBranch(
            Branched.withConsumer(
                invalid ->
                    invalid
                        .mapValues(Parsed::json)
                        .to(
                            topics.rejected(),
                            Produced.with(Serdes.ByteArray(), Serdes.ByteArray()))));
    return builder.build();
  }

  private static Serde<Object> avro(String registryUrl) {
    Serde<Object> serde = Serdes.serdeFrom(new KafkaAvroSerializer(), new KafkaAvroDeserializer());
    serde.configure(
        Map.of(
            "schema.registry.url",
            registryUrl,
            "auto.register.schemas",
            false,
            "use.latest.version",
            false,
            "specific.avro.reader",
            true),
        false);
    return serde;
  }
}
