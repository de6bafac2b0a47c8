package org.sfcalls.tools.deadletter;

import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.RedrivenKey;
import org.sfcalls.schemas.Registry;
import org.sfcalls.tools.command.StopSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters that were sent back, by the marks on {@code calls.redriven}. */
final class Marks {
  private static final Logger LOG = LoggerFactory.getLogger(Marks.class);

  private final KafkaAvroDeserializer keys;
  private final Set<Place> places = new HashSet<>();
  private long strange;
  private Place firstStrange;

  private Marks(Registry registry) {
    this.keys =
        new KafkaAvroDeserializer(
            registry.client(),
            Map.of(
                AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG,
                // Needed, but not used: the client is given.
                "http://unused",
                KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG,
                true),
            true);
  }

  /**
   * The places on {@code calls.rejected} that committed marks name. A record that is no mark is
   * passed over with a warning.
   *
   * @throws CommandFailure when the topic can't be read to its end, or the registry gives no answer
   */
  static Set<Place> read(KafkaConnection kafka, Registry registry, String topic, StopSignal stop) {
    Marks marks = new Marks(registry);
    TopicReader.readToEnd(kafka, topic, stop::stopped, marks::add, () -> {});
    if (marks.strange > 0) {
      LOG.warn(
          "{} records of {} are no marks of redrive and are left out (the first at {}): only redrive"
              + " may write to that topic",
          marks.strange,
          topic,
          marks.firstStrange);
    }
    return marks.places;
  }

  private void add(ConsumerRecord<byte[], byte[]> mark) {
    Optional<Place> place = place(mark);
    if (place.isEmpty()) {
      if (strange == 0) {
        firstStrange = new Place(mark.partition(), mark.offset());
      }
      strange++;
    } else if (mark.value() == null) {
      places.remove(place.get());
    } else {
      places.add(place.get());
    }
  }

  private Optional<Place> place(ConsumerRecord<byte[], byte[]> mark) {
    try {
      return keys.deserialize(mark.topic(), mark.key()) instanceof RedrivenKey key
          ? Optional.of(new Place(key.getPartition(), key.getOffset()))
          : Optional.empty();
    } catch (KafkaException e) {
      if (AvroReader.isRegistryAway(e)) {
        throw new CommandFailure(
            "the schema registry gives no answer ("
                + e.getMessage()
                + "): is it running, and is --registry right?",
            e);
      }
      LOG.debug("no mark", e);
      return Optional.empty();
    }
  }
}
